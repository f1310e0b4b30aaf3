variable "name" {
  description = "Name of the service, its task definition, roles and log."
  type        = string
}

variable "cluster_arn" {
  description = "The cluster."
  type        = string
}

variable "cluster_name" {
  description = "Its name."
  type        = string
}

variable "capacity_provider" {
  description = "Where its tasks run."
  type        = string
}

variable "target_group_arn" {
  description = "Where its tasks are registered; a listener leads there already."
  type        = string
}

variable "image" {
  description = "Image of the container, with its tag."
  type        = string

  validation {
    condition     = can(regex("[:@]", element(split("/", var.image), length(split("/", var.image)) - 1)))
    error_message = "Name the image with its tag or digest; without one nobody can tell what runs."
  }
}

variable "port" {
  description = "Port on which the container listens."
  type        = number
}

variable "cpu" {
  description = "CPU units of a task; 1024 are one core."
  type        = number
}

variable "memory" {
  description = "Most memory of a task, in MiB."
  type        = number
}

variable "environment" {
  description = "Environment of the container. Nothing secret: it can be read by everybody who may see the task."
  type        = map(string)
  default     = {}
}

variable "tasks" {
  description = "Least and most tasks."
  type        = object({ min = number, max = number })
}

variable "cpu_percent" {
  description = "CPU use that the scaling aims at."
  type        = number
  default     = 60
}

variable "log_days" {
  description = "How long log lines are kept."
  type        = number
  default     = 30
}

variable "wait" {
  description = "Whether apply waits until a new revision runs everywhere."
  type        = bool
}

variable "blue_green" {
  description = "Whether CodeDeploy brings new revisions in."
  type        = bool
  default     = false
}

variable "key_arn" {
  description = "KMS key that encrypts its log."
  type        = string
}
