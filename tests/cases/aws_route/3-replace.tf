resource "aws_route" "subject" {
  route_table_id         = aws_route_table.main.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

output "import_id" {
  value = "${aws_route_table.main.id}_0.0.0.0/0"
}
