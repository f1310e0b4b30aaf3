# The same destination by another target, and one route gone.
resource "aws_route_table" "subject" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.private.id
  }

  tags = {
    Name = "one way"
  }
}

output "import_id" {
  value = aws_route_table.subject.id
}
