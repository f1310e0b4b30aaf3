variable "v" {
  type = list(object({ a = optional(any), b = string }))
  default = [{ b = "x" }, { b = "y" }]
}
output "v" { value = var.v }
