module "app" {
  source   = "../app"
  for_each = { a = "old", b = "same" }
  value    = each.value
  trigger  = "1"
}

resource "terraform_data" "reads" {
  input = { for k, m in module.app : k => m.output }
}

output "outputs" { value = { for k, m in module.app : k => m.output } }
output "ids" { value = { for k, m in module.app : k => m.id } }
output "removed" { value = "y" }
output "changed" { value = "old" }
