resource "aws_vpc_endpoint_route_table_association" "subject" {
  vpc_endpoint_id = aws_vpc_endpoint.storage.id
  route_table_id  = aws_route_table.private["a"].id
}

output "import_id" {
  value = "${aws_vpc_endpoint.storage.id}/${aws_route_table.private["a"].id}"
}
