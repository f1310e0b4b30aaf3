variable "v" {
  type = set(any)
  default = [1, "x", true]
}
output "v" { value = var.v }
