provider "aws" {
  alias  = "a b"
  region = "us-east-1"
}
