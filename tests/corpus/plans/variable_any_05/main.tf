variable "v" {
  type = list(object({ a = any }))
  default = [{ a = [1] }, { a = [1, 2] }]
}
output "v" { value = var.v }
