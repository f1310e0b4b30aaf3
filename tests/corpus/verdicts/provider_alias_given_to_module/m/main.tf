terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.east]
    }
  }
}
resource "aws_vpc" "a" {
  provider   = aws.east
  cidr_block = "10.0.0.0/16"
}
