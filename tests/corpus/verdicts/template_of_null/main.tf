output "a" { value = "x ${null}" }
