provider "aws" {
  alias  = "east"
  region = "us-east-1"
}
module "m" {
  source    = "./m"
  providers = { aws = aws.east }
}
