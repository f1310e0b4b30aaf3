provider "aws" {
  alias  = "a"
  region = "us-east-1"
}
provider "aws" {
  alias  = "a"
  region = "us-east-2"
}
