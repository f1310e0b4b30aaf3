# Provider aliases passed to modules, and default tags of one of them.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

module "two_regions" {
  source = "./two"
  providers = {
    aws.main   = aws
    aws.global = aws.virginia
  }
}

module "implicit" {
  source = "./one"
  tags   = { Name = "own" }
}

module "explicit" {
  source    = "./one"
  tags      = { Name = "own" }
  providers = { aws = aws.virginia }
}

resource "aws_vpc" "there" {
  provider   = aws.virginia
  cidr_block = "10.0.0.0/16"
}

data "aws_region" "here" {}

data "aws_region" "there" {
  provider = aws.virginia
}

output "regions" {
  value = [data.aws_region.here.name, data.aws_region.there.name]
}

output "tags" {
  value = [module.implicit.tags, module.explicit.tags, module.two_regions.tags]
}
