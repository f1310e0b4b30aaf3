resource "aws_route" "subject" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "192.168.0.0/16"
  gateway_id             = aws_internet_gateway.main.id
}

output "import_id" {
  value = "${aws_route_table.main.id}_192.168.0.0/16"
}
