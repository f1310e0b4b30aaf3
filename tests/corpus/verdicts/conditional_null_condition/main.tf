output "a" { value = null ? 1 : 2 }
