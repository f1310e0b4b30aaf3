variable "a" {
  type = map(object({ p = optional(list(number), [1]), q = set(string) }))
}
output "o" { value = var.a }
