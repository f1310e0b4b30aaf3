variable "x" {
  type      = string
  sensitive = true
}
output "a" {
  value     = var.x
  sensitive = true
  precondition {
    condition     = var.x != ""
    error_message = "Wrong: ${var.x}."
  }
}
