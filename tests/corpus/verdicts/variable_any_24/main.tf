variable "v" {
  type = list(object({ a = optional(any) }))
  default = [{ }, { a = { b = null } }, { a = { b = "x" } }]
}
output "v" { value = var.v }
