variable "v" {
  type = map(object({ a = optional(any, []) }))
  default = { x = {}, y = { a = [1] } }
}
output "v" { value = var.v }
