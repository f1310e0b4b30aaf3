variable "name" {
  description = "Name of the function and its role."
  type        = string
}

variable "description" {
  description = "What it does."
  type        = string
}

variable "package" {
  description = "Path of the zip archive that holds it."
  type        = string
}

variable "handler" {
  description = "Module and function that is called."
  type        = string
  default     = "handler.handle"
}

variable "layers" {
  description = "ARNs of layers beneath it."
  type        = list(string)
  default     = []
}

variable "memory" {
  description = "Memory in MiB."
  type        = number
  default     = 128
}

variable "timeout" {
  description = "Seconds after which a run is cut off."
  type        = number
  default     = 30
}

variable "environment" {
  description = "Environment variables."
  type        = map(string)
  default     = {}
}

variable "policy" {
  description = "What it may do besides writing its log, as a policy document."
  type        = string
}

variable "log_days" {
  description = "How long its log is kept."
  type        = number
  default     = 30
}

variable "key_arn" {
  description = "KMS key that encrypts its environment and its log; its policy has to let it decrypt."
  type        = string
}
