variable "a" {
  validation {
    condition     = length("x") > 0
    error_message = "No."
  }
}
variable "b" {
  validation {
    condition     = var.a != ""
    error_message = "No."
  }
}
