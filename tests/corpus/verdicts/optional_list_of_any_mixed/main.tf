variable "v" {
  type = list(object({ k = string, v = optional(any, 1) }))
  default = [{ k = "a" }, { k = "b", v = ["x"] }]
}
output "v" { value = var.v }
