terraform {
  required_version = ">= 1.0, < 2.0"
  experiments      = []
}
output "o" { value = 1 }
