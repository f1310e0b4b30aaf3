variable "v" {
  type = map(any)
  default = { a = [], b = ["x"], c = [1, 2] }
}
output "v" { value = var.v }
