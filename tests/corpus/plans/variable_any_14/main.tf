variable "v" {
  type = list(object({ a = any }))
  default = [{ a = { p = 1 } }, { a = { q = 1 } }]
}
output "v" { value = var.v }
