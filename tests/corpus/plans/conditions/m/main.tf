variable "name" {
  validation {
    condition     = startswith(var.name, "m")
    error_message = "name"
  }
}

variable "id" {
  validation {
    condition     = length(var.id) > 0
    error_message = "id"
  }
}

output "name" {
  value = var.name
  precondition {
    condition     = var.id != "forbidden"
    error_message = "id"
  }
}
