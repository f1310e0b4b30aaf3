resource "terraform_data" "counted" {
  count = 4
  input = count.index
}

resource "terraform_data" "keyed" {
  for_each = toset(["a", "b"])
  input    = each.key
}

resource "terraform_data" "gains_count" {
  input = "g"
}

resource "terraform_data" "loses_count" {
  count = 2
  input = "l"
}

resource "terraform_data" "to_each" {
  count = 1
  input = "e"
}

resource "terraform_data" "gone" {}

module "m" {
  source = "../m"
  count  = 2
}

module "gone" {
  source = "../m"
}
