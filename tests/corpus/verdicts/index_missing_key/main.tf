locals { m = { a = 1 } }
output "a" { value = local.m["b"] }
