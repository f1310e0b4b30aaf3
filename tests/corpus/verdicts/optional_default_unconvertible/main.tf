variable "v" {
  type = object({ n = optional(number, "x") })
  default = {}
}
output "v" { value = var.v }
