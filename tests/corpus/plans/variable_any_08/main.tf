variable "v" {
  type = list(any)
  default = [[1], ["a"]]
}
output "v" { value = var.v }
