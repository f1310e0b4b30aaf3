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

variable "target_port" {
  description = "Port on which targets are reached that do not say one themselves."
  type        = number
  default     = 80
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

variable "live_group" {
  description = "Which of two target groups the listener leads to, blue or green, where a second one is wanted for the change from one to the other; only one where null."
  type        = string
  default     = null

  validation {
    condition     = var.live_group == null || contains(["blue", "green"], coalesce(var.live_group, "blue"))
    error_message = "The live group is blue or green."
  }
}

variable "access_log" {
  description = "Bucket in which it writes down who asked for what."
  type        = string
}

variable "protected" {
  description = "Whether it refuses to be deleted."
  type        = bool
}
