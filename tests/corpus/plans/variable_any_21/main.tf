variable "v" {
  type = map(object({ a = any }))
  default = { x = { a = true }, y = { a = "b" }, z = { a = 5 } }
}
output "v" { value = var.v }
