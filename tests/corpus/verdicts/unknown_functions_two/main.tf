resource "terraform_data" "x" { input = { a = [1, 2] } }
locals { u = terraform_data.x.output }
output "a" { value = local.u.a[0] }
output "b" { value = try(local.u.a[5], "d") }
output "c" { value = keys(local.u) }
output "d" { value = merge(local.u, { b = 1 }) }
output "e" { value = merge({ b = 1 }, { c = local.u }) }
output "f" { value = lookup(local.u, "a", []) }
output "g" { value = jsonencode(local.u) }
output "h" { value = length(local.u) }
output "i" { value = [for k, v in local.u : v] }
output "j" { value = { for k, v in local.u : k => v } }
output "k" { value = local.u[*] }
output "l" { value = concat([1], local.u) }
output "m" { value = flatten([local.u, [1]]) }
output "n" { value = coalesce(local.u, "x") }
output "o" { value = local.u == null }
output "p" { value = toset(local.u) }
output "q" { value = "${local.u}" }
output "r" { value = "a${local.u}" }
output "s" { value = element(local.u, 0) }
output "t" { value = tolist(local.u) }
output "u" { value = tomap(local.u) }
output "v" { value = values(local.u) }
output "w" { value = join(",", local.u) }
output "x" { value = local.u + 1 }
output "y" { value = !local.u }
output "z" { value = [local.u...] }
