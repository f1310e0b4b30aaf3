# Updates, replacements and no change, in modules.

module "app" {
  source   = "./app"
  for_each = { a = "new", b = "same" }
  value    = each.value
  trigger  = each.key == "a" ? "2" : "1"
}

resource "terraform_data" "reads" {
  input = { for k, m in module.app : k => m.output }
}

output "outputs" { value = { for k, m in module.app : k => m.output } }
output "ids" { value = { for k, m in module.app : k => m.id } }
output "added" { value = "x" }
output "changed" { value = module.app["a"].value }
