output "a" { value = 5[0] }
