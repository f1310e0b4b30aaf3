variable "x" { type = number }
output "a" {
  value = var.x
  precondition {
    condition     = var.x > 1
    error_message = "Too small: ${var.x}."
  }
}
