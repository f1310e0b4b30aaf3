variable "v" {
  type = list(object({ a = any }))
  default = [{ a = { p = 1 } }, { a = { p = "x" } }]
}
output "v" { value = var.v }
