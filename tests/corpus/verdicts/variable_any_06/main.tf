variable "v" {
  type = list(object({ a = any }))
  default = [{ a = null }, { a = [1, 2] }]
}
output "v" { value = var.v }
