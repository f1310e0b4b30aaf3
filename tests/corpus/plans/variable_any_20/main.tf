variable "v" {
  type = map(object({ a = optional(list(any)) }))
  default = { x = {}, y = { a = [1] }, w = { a = [true, "s"] } }
}
output "v" { value = var.v }
