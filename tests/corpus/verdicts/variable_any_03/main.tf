variable "v" {
  type = map(object({ a = optional(any) }))
  default = { x = { a = null }, y = { a = { b = 1 } } }
}
output "v" { value = var.v }
