output "settings" { value = { name = "x" } }
