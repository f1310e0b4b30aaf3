variable "name" {
  description = "Name of the load balancer and its target group."
  type        = string
}

variable "internal" {
  description = "Whether it answers inside the VPC only."
  type        = bool
}

variable "vpc_id" {
  description = "The VPC of the targets."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the load balancer, one a zone."
  type        = list(string)
}

variable "security_group_id" {
  description = "Security group of the load balancer."
  type        = string
}

variable "health_path" {
  description = "Path that a healthy target answers."
  type        = string
}

variable "hidden_paths" {
  description = "Paths that are answered with 404, one to five."
  type        = list(string)
  default     = ["/manager/*", "/host-manager/*", "/actuator/*", "/.git/*"]
}

variable "protected" {
  description = "Whether it refuses to be deleted."
  type        = bool
}
