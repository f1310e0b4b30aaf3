variable "a" {
  validation {
    condition     = var.a != var.b
    error_message = "No."
  }
}
variable "b" {
  validation {
    condition     = var.a != var.b
    error_message = "No."
  }
}
