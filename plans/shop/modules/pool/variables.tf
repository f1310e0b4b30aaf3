variable "name" {
  description = "Name of the group, its template and its role."
  type        = string
}

variable "image_id" {
  description = "Machine image."
  type        = string
}

variable "instance_type" {
  description = "Size of an instance."
  type        = string
}

variable "instances" {
  description = "Least and most instances."
  type        = object({ min = number, max = number })
}

variable "subnet_ids" {
  description = "Subnets over which instances are spread."
  type        = list(string)
}

variable "security_group_id" {
  description = "Security group of the instances."
  type        = string
}

variable "managed_policies" {
  description = "Names (with path) of AWS's policies that the instances' role gets."
  type        = list(string)
}

variable "user_data" {
  description = "What an instance runs when it starts."
  type        = string
}

variable "volume_gib" {
  description = "Size of the root volume."
  type        = number
  default     = 30
}

variable "managed_by_ecs" {
  description = "Whether an ECS capacity provider scales the group: it then decides which instance may go."
  type        = bool
  default     = true
}

variable "target_group_arns" {
  description = "Target groups of load balancers that the instances are registered in; none where containers register themselves."
  type        = list(string)
  default     = []
}
