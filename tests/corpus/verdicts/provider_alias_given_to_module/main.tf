provider "aws" {
  alias  = "other"
  region = "us-east-1"
}
module "m" {
  source    = "./m"
  providers = { aws.east = aws.other }
}
