locals {
  objs = [{ n = "a", v = 1 }, { n = "b", v = 2 }]
}
resource "terraform_data" "a" {
  for_each = { for o in local.objs : o.n => o }
  input    = each.value.v
}
resource "terraform_data" "b" {
  for_each = terraform_data.a
  input    = each.value.input
}
resource "terraform_data" "c" {
  for_each = { for k, v in { x = true, y = false } : k => v if v }
  input    = each.value
}
resource "terraform_data" "d" {
  for_each = { "a b" = 1, "q\"q" = 2, "é" = 3, "x/y" = 4, "$${z}" = 5, "1" = 6 }
  input    = each.key
}
resource "terraform_data" "e" {
  for_each = tomap({})
}
output "a" { value = { for k, v in terraform_data.b : k => v.input } }
output "k" { value = keys(terraform_data.d) }
output "e" { value = terraform_data.e }
