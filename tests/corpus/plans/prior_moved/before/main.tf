resource "terraform_data" "old" {
  input = "old"
}

resource "terraform_data" "list" {
  count = 2
  input = count.index
}

resource "terraform_data" "chain_a" {
  input = "chain"
}

resource "terraform_data" "forgotten" {}
resource "terraform_data" "dropped" {}

module "before" {
  source = "./m"
}

module "single" {
  source = "./m"
}
