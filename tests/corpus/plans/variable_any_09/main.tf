variable "v" {
  type = list(any)
  default = [{ a = 1 }, { b = 2 }]
}
output "v" { value = var.v }
