variable "v" {
  type = map(any)
  default = { x = { a = true }, y = null }
}
output "v" { value = var.v }
