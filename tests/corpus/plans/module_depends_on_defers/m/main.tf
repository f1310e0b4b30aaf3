locals { l = "known" }
output "o" { value = local.l }
