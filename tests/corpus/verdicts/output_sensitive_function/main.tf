output "x" { value = sensitive("s") }
