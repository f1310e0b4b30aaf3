variable "v" {
  type    = object({ t = tuple([string, optional(number, 2)]) })
  default = { t = ["a"] }
}
output "v" { value = var.v }
