resource "aws_iam_role" "main" {
  name = "delivery-build"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "codebuild.amazonaws.com" } }]
  })
}

resource "aws_vpc" "main" {
  cidr_block = "10.61.0.0/16"

  tags = {
    Name = "delivery-build"
  }
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.61.1.0/24"
  availability_zone = "ap-northeast-2a"

  tags = {
    Name = "delivery-build"
  }
}

resource "aws_security_group" "main" {
  name        = "delivery-build"
  description = "builds"
  vpc_id      = aws_vpc.main.id
}
