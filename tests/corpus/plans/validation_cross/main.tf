variable "a" {
  default = 1
  validation {
    condition     = var.a < var.b
    error_message = "a must be below ${var.b}."
  }
}
variable "b" { default = 5 }
output "x" { value = var.a }
