provider "aws" {
  for_each = toset(["us-east-1"])
  alias    = "by"
  region   = each.key
}
