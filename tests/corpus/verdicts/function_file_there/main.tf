output "a" { value = file("${path.module}/a.txt") }
