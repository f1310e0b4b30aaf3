variable "v" {
  type = map(object({ a = optional(map(any)) }))
  default = { x = {}, y = { a = { z = 1 } }, w = { a = { z = "s" } } }
}
output "v" { value = var.v }
