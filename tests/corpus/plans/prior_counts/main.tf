# Fewer by `count`, other keys by `for_each`, a module less, a resource less, `count` gained and lost.

resource "terraform_data" "counted" {
  count = 2
  input = count.index
}

resource "terraform_data" "keyed" {
  for_each = toset(["b", "c"])
  input    = each.key
}

resource "terraform_data" "gains_count" {
  count = 2
  input = "g"
}

resource "terraform_data" "loses_count" {
  input = "l"
}

resource "terraform_data" "to_each" {
  for_each = toset(["x"])
  input    = "e"
}

module "m" {
  source = "./m"
  count  = 1
}

output "counted" { value = terraform_data.counted[*].id }
output "keyed" { value = { for k, t in terraform_data.keyed : k => t.id } }
