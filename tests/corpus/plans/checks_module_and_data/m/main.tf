variable "n" {}
check "small" {
  assert {
    condition     = var.n < 10
    error_message = "n is ${var.n}"
  }
}
output "o" { value = var.n }
