variable "v" {
  type = list(any)
  default = [{ a = [] }, { a = ["x"] }]
}
output "v" { value = var.v }
