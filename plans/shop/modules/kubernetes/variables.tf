variable "name" {
  description = "Name of the cluster, and of the namespace in which the programs run."
  type        = string
}

variable "release" {
  description = "Version of Kubernetes, as 1.35."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets in which the control plane is reached."
  type        = list(string)
}

variable "tiers" {
  description = "The nodes of each tier: their size, bounds and subnets, their security group, and the target group in which they are registered."
  type = map(object({
    instance_type     = string
    instances         = object({ min = number, max = number })
    subnet_ids        = list(string)
    security_group_id = string
    target_group_arn  = string
  }))
}

variable "public_access" {
  description = "Address ranges from which the control plane is reached over the internet; only the VPC where there are none."
  type        = list(string)
  default     = []
}

variable "volume_gib" {
  description = "Size of a node's root volume."
  type        = number
  default     = 30
}

variable "log_days" {
  description = "How long logs of the control plane and of the containers are kept."
  type        = number
  default     = 30
}

variable "key_arn" {
  description = "KMS key that encrypts secrets of the cluster and the logs."
  type        = string
}
