output "there" { value = 1 }
