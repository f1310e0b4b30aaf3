resource "aws_default_route_table" "subject" {
  default_route_table_id = aws_vpc.main["one"].default_route_table_id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main["one"].id
  }

  tags = {
    Name = "main"
  }
}

output "import_id" {
  value = aws_vpc.main["one"].id
}
