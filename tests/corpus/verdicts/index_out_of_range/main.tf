locals { l = [1] }
output "a" { value = local.l[3] }
