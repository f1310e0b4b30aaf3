variable "secret" {
  default   = "x"
  sensitive = true
}

output "shown" {
  value = { a = [var.secret] }
}
