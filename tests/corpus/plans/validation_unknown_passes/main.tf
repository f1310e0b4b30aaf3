resource "terraform_data" "x" {}
module "m" {
  source = "./m"
  v      = terraform_data.x.id
}
