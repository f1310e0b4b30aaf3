resource "terraform_data" "x" {}
output "a" { value = terraform_data.x.id == null }
output "b" { value = terraform_data.x.output == null }
output "c" { value = "a${terraform_data.x.id}" != "b" }
output "d" { value = length([terraform_data.x.id]) }
output "e" { value = coalesce(terraform_data.x.id, "z") }
output "f" { value = terraform_data.x.id != "" ? "y" : "y" }
output "g" { value = try(terraform_data.x.output.a.b, "none") }
output "h" { value = can(terraform_data.x.output.a) }
output "i" { value = [for k in ["a", "b"] : "${k}-${terraform_data.x.id}"] }
output "j" { value = { (terraform_data.x.id) = 1 } }
output "k" { value = merge({ a = 1 }, { b = terraform_data.x.id }) }
output "l" { value = concat(["a"], [terraform_data.x.id]) }
output "m" { value = split(",", terraform_data.x.id) }
output "n" { value = length(split(",", terraform_data.x.id)) > 0 }
output "o" { value = jsonencode({ a = terraform_data.x.id }) }
output "p" { value = tomap({ a = terraform_data.x.id, b = "z" }) }
output "q" { value = toset([terraform_data.x.id, "a"]) }
output "r" { value = false && terraform_data.x.id == "a" }
output "s" { value = { for k, v in { a = terraform_data.x.id, b = "c" } : k => v if k != "a" } }
output "t" { value = terraform_data.x.id == "a" ? [1, 2] : [3, 4] }
output "u" { value = terraform_data.x.id == "a" ? null : "x" }
output "v" { value = [terraform_data.x][*].id }
output "w" { value = terraform_data.x[*].id }
output "x" { value = element([terraform_data.x.id, "b"], 1) }
output "y" { value = formatlist("%s-x", ["a", terraform_data.x.id]) }
output "z" { value = substr("abc${terraform_data.x.id}", 0, 2) }
