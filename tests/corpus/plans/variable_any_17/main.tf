variable "v" {
  type = map(object({ a = optional(any, {}) }))
  default = { x = {}, y = { a = { z = 1 } } }
}
output "v" { value = var.v }
