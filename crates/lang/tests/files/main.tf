# What the recorded expressions refer to: values that are not known yet.
resource "terraform_data" "x" {}

locals {
  s = terraform_data.x.id
  d = terraform_data.x.output
}
