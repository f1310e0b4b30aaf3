variable "v" {
  type = list(object({ k = string, v = optional(any, "d") }))
  default = [{ k = "a" }, { k = "b", v = "x" }]
}
output "v" { value = var.v }
