variable "a" {
  type = list(string)
  validation {
    condition     = var.a
    error_message = "No."
  }
}
