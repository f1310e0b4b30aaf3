output "a" {
  value = <<EOT
  x
  EOT
}
