resource "aws_default_route_table" "subject" {
  default_route_table_id = aws_vpc.main["one"].default_route_table_id

  route {
    cidr_block = "172.16.0.0/12"
    gateway_id = aws_internet_gateway.main["one"].id
  }

  route {
    cidr_block = "192.168.0.0/16"
    gateway_id = aws_internet_gateway.main["one"].id
  }

  tags = {
    Name  = "main"
    Stage = "test"
  }
}

output "import_id" {
  value = aws_vpc.main["one"].id
}
