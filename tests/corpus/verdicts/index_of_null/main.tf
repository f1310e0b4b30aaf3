locals { n = null }
output "a" { value = local.n[0] }
output "b" { value = local.n.x }
