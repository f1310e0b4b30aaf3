resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_subnet" "main" {
  for_each = { a = "10.0.1.0/24", b = "10.0.2.0/24", c = "10.0.3.0/24" }

  vpc_id            = aws_vpc.main.id
  cidr_block        = each.value
  availability_zone = "ap-northeast-2${each.key}"

  depends_on = [aws_internet_gateway.main]
}

resource "aws_lb" "main" {
  name     = "rule-main"
  internal = true
  subnets  = [aws_subnet.main["a"].id, aws_subnet.main["b"].id]
}

resource "aws_lb_target_group" "main" {
  for_each = toset(["one", "two"])

  name     = "rule-${each.key}"
  port     = 80
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}

resource "aws_lb_listener" "main" {
  for_each = { one = 80, two = 81 }

  load_balancer_arn = aws_lb.main.arn
  port              = each.value
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.main["one"].arn
  }
}
