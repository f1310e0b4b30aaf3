resource "aws_route_table" "subject" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }
}

output "import_id" {
  value = aws_route_table.subject.id
}
