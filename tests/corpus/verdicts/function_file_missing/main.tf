output "a" { value = file("gone.txt") }
