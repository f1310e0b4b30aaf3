variable "v" {
  type = map(any)
  default = { a = 1, b = ["x"] }
}
output "v" { value = var.v }
