variable "v" {
  type = map(any)
  default = { a = 1, b = "x", c = true }
}
output "v" { value = var.v }
