terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.edge]
    }
  }
}

resource "aws_cloudwatch_log_group" "here" {
  name = "here"
}

resource "aws_cloudwatch_log_group" "edge" {
  provider = aws.edge
  name     = "edge"
  tags     = { Own = "1" }
}

module "leaf" {
  source = "../leaf"
  count  = 2
  providers = {
    aws = aws.edge
  }
  name = "leaf-${count.index}"
}

output "names" {
  value = [aws_cloudwatch_log_group.here.name, aws_cloudwatch_log_group.edge.name, join("+", module.leaf[*].name)]
}
