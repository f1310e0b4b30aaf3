terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "tags" { type = map(string) }

resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
  tags       = var.tags
}

output "tags" { value = aws_vpc.this.tags_all }
