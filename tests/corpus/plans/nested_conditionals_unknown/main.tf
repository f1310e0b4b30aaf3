resource "terraform_data" "x" {}
locals {
  u = terraform_data.x.id
}
output "a" { value = local.u == "a" ? { x = 1 } : { x = 2 } }
output "b" { value = local.u == "a" ? ["a"] : [] }
output "c" { value = local.u == "a" ? "abc" : "abd" }
output "d" { value = local.u == "a" ? 1 : 5 }
output "e" { value = (local.u == "a" ? 1 : 5) > 0 }
output "f" { value = length(local.u == "a" ? ["a"] : ["b"]) }
output "g" { value = true ? local.u : 1 }
output "h" { value = [for x in(local.u == "a" ? ["a"] : ["b"]) : x] }
output "i" { value = local.u == "a" ? null : null }
output "j" { value = local.u == "a" ? local.u : null }
output "k" { value = !(local.u == "a") }
output "l" { value = local.u == "a" || true }
output "m" { value = tobool(local.u) }
output "n" { value = tonumber(local.u) * 2 }
output "o" { value = length(local.u) }
output "p" { value = upper(local.u) }
output "q" { value = "x-${upper(local.u)}" }
output "r" { value = "x-${local.u}" == "y" }
output "s" { value = startswith("x-${local.u}", "x-") }
output "t" { value = { for k in ["a"] : k => local.u }["a"] }
output "u" { value = [local.u, 1][1] }
output "v" { value = zipmap(["a"], [local.u]) }
output "w" { value = sort([local.u, "a"]) }
output "x" { value = distinct([local.u, "a"]) }
output "y" { value = compact([local.u, "a"]) }
output "z" { value = chunklist([local.u, "a"], 1) }
