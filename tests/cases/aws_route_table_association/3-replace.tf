resource "aws_route_table_association" "subject" {
  subnet_id      = aws_subnet.main["c"].id
  route_table_id = aws_route_table.main["two"].id
}

output "import_id" {
  value = "${aws_subnet.main["c"].id}/${aws_route_table.main["two"].id}"
}
