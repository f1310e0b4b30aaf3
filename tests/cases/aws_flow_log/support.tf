resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Name = "recorded"
  }
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  availability_zone = "ap-northeast-2a"
  cidr_block        = "10.0.1.0/24"
}

resource "aws_s3_bucket" "logs" {
  bucket = "flow-logs-${data.aws_caller_identity.me.account_id}"
}

resource "aws_iam_role" "flow" {
  name = "flow-logs"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

data "aws_region" "here" {}

data "aws_caller_identity" "me" {}
