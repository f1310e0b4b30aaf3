variable "v" {
  type = list(any)
  default = [{ a = 1 }, { a = "x", b = 2 }]
}
output "v" { value = var.v }
