variable "v" { default = 1 }
output "o" {
  value = var.v
  precondition {
    condition     = var.v > 5
    error_message = "small"
  }
}
