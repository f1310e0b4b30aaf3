resource "aws_route_table" "subject" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }

  route {
    cidr_block     = "192.168.0.0/16"
    nat_gateway_id = aws_nat_gateway.private.id
  }

  tags = {
    Name = "two ways"
  }
}

output "import_id" {
  value = aws_route_table.subject.id
}
