resource "terraform_data" "a" { for_each = toset(["x", "y"]) }
output "a" { value = values(terraform_data.a)[*].id }
output "b" { value = [for k, v in terraform_data.a : "${k}-${v.input == null}"] }
