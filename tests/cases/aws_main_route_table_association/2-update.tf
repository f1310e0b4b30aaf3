resource "aws_main_route_table_association" "subject" {
  vpc_id         = aws_vpc.main.id
  route_table_id = aws_route_table.main["two"].id
}
