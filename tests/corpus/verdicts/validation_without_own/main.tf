variable "a" { default = 1 }
variable "b" {
  default = 2
  validation {
    condition     = var.a == 1
    error_message = "x"
  }
}
