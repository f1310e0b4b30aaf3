variable "v" {
  type = map(any)
  default = { a = {}, b = { x = 1 } }
}
output "v" { value = var.v }
