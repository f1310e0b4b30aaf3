variable "v" {
  type = map(map(any))
  default = { x = { a = 1 }, y = { b = "x" } }
}
output "v" { value = var.v }
