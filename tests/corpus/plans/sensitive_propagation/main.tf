variable "s" {
  type      = object({ a = string, b = list(string) })
  default   = { a = "x", b = ["y"] }
  sensitive = true
}
resource "terraform_data" "x" {
  input = { one = var.s.a, two = [for b in var.s.b : "${b}!"], three = length(var.s.b), four = "plain" }
}
resource "terraform_data" "y" {
  input            = terraform_data.x.output
  triggers_replace = nonsensitive(var.s.a)
}
output "o" {
  value     = var.s
  sensitive = true
}
output "len" { value = nonsensitive(length(var.s.b)) }
