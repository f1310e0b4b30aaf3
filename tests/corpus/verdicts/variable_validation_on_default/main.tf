variable "a" {
  default = ""
  validation {
    condition     = var.a != ""
    error_message = "It must not be empty."
  }
}
