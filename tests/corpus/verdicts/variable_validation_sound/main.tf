variable "a" {
  type = string
  validation {
    condition     = can(regex("^[a-z]+$", var.a)) && length(var.a) < 10
    error_message = "The name \"${var.a}\" is wrong."
  }
}
variable "b" {
  type = number
  validation {
    condition     = var.b > 0 || var.a == "none"
    error_message = "Must be positive."
  }
}
