data "aws_subnets" "all" {
  filter {
    name   = "vpc-id"
    values = [aws_vpc.main.id]
  }

  depends_on = [aws_subnet.main]
}

data "aws_subnets" "tagged" {
  filter {
    name   = "vpc-id"
    values = [aws_vpc.main.id]
  }

  tags = {
    Zone = aws_subnet.main["a"].tags["Zone"]
  }
}

output "all" {
  value = length(data.aws_subnets.all.ids)
}

output "tagged" {
  value = data.aws_subnets.tagged.ids == tolist([aws_subnet.main["a"].id])
}
