# Locals that build on each other, on module outputs and on resources.

module "names" {
  source = "./names"
  parts  = local.parts
}

locals {
  parts    = concat(local.base, [local.suffix])
  base     = ["corpus", "chain"]
  suffix   = format("%03d", length(local.base))
  full     = module.names.joined
  id       = terraform_data.made.id
  mixed    = { name = local.full, id = local.id, parts = local.parts }
  derived  = { for k, v in local.mixed : upper(k) => v if k != "parts" }
  nested   = [local.mixed, merge(local.mixed, { id = "fixed" })]
  text     = "${local.full}-${local.id}"
  template = <<-EOT
    %{for p in local.parts~}
    part ${p}
    %{endfor~}
    id ${local.id}
  EOT
}

resource "terraform_data" "made" {
  input = local.full
}

resource "terraform_data" "derived" {
  input = local.derived
}

resource "terraform_data" "nested" {
  input = local.nested
}

resource "terraform_data" "text" {
  input = local.template
}

output "derived" { value = local.derived }
output "nested" { value = local.nested }
output "text" { value = local.text }
output "known_of_nested" { value = local.nested[1].id }
output "parts" { value = local.mixed.parts }
output "made" { value = terraform_data.made }
