resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"

  tags = {
    Name = "policies"
  }
}

resource "aws_subnet" "main" {
  for_each = { a = 1, c = 2 }

  availability_zone = "ap-northeast-2${each.key}"
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, each.value)
  vpc_id            = aws_vpc.main.id
}

resource "aws_launch_template" "main" {
  name          = "policies"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"
}

resource "aws_autoscaling_group" "main" {
  for_each = toset(["one", "two"])

  name                = "policies-${each.key}"
  max_size            = 4
  min_size            = 0
  vpc_zone_identifier = [aws_subnet.main["a"].id]

  launch_template {
    id = aws_launch_template.main.id
  }
}
