variable "v" {
  type = list(object({ a = optional(any), c = optional(any) }))
  default = [{ a = 1 }, { c = "x" }]
}
output "v" { value = var.v }
