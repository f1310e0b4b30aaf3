variable "v" {
  type = list(any)
  default = [null, [1, 2]]
}
output "v" { value = var.v }
