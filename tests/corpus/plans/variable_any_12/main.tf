variable "v" {
  type = map(list(any))
  default = { x = [1], y = ["x"] }
}
output "v" { value = var.v }
