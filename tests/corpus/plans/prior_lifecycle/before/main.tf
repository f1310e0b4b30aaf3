resource "terraform_data" "base" {
  input            = "one"
  triggers_replace = 1
}

resource "terraform_data" "updated" {
  input = "one"
}

resource "terraform_data" "by_resource" {
  input = "same"
}

resource "terraform_data" "by_attribute" {
  input = "same"
}

resource "terraform_data" "by_output" {
  input = "same"
}

resource "terraform_data" "by_unchanged" {
  input = "same"
}

resource "terraform_data" "by_instance" {
  count = 2
  input = "same"
}

resource "terraform_data" "each" {
  count = 2
  input = "same"
}

resource "terraform_data" "still" {
  input = "still"
}

resource "terraform_data" "ignoring" {
  input            = "first"
  triggers_replace = "seen"
}

resource "terraform_data" "ignoring_all" {
  input            = "first"
  triggers_replace = "first"
}

resource "terraform_data" "ignoring_part" {
  input = { kept = "old", other = "old" }
}

module "chain" {
  source = "../chain"
  base   = terraform_data.base.id
}

output "ignoring" { value = terraform_data.ignoring.input }
output "chain" { value = module.chain.id }
