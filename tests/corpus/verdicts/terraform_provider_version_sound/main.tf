terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0, != 5.1.0"
    }
  }
}
resource "aws_vpc" "v" { cidr_block = "10.0.0.0/16" }
