variable "v" {
  type = list(object({ a = any }))
  default = [{ a = 1 }, { a = "x" }]
}
output "v" { value = var.v }
