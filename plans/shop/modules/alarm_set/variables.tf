variable "name" {
  description = "Name of the area's alarm and dashboard; its parts are named after it."
  type        = string
}

variable "title" {
  description = "What is wrong when the area's alarm goes off."
  type        = string
}

variable "alarms" {
  description = "What may go wrong, by name."
  type = map(object({
    title      = string
    namespace  = string
    metric     = string
    dimensions = optional(map(string), {})
    statistic  = optional(string, "Average")
    comparison = optional(string, "GreaterThanThreshold")
    limit      = number
    seconds    = optional(number, 300)
    periods    = optional(number, 3)
    missing    = optional(string, "notBreaching")
  }))

  validation {
    condition     = length(var.alarms) > 0
    error_message = "An area without alarms watches nothing."
  }
}

variable "logs" {
  description = "Log lines that the dashboard shows below, by title."
  type        = map(object({ group = string, query = string }))
  default     = {}
}

variable "topic_arn" {
  description = "SNS topic that is told when the area's alarm goes off, and when it is over."
  type        = string
}
