variable "v" {
  type = tuple([any, list(any)])
  default = [1, [1, "a"]]
}
output "v" { value = var.v }
