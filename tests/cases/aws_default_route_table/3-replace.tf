resource "aws_default_route_table" "subject" {
  default_route_table_id = aws_vpc.main["two"].default_route_table_id
  route                  = []
}

output "import_id" {
  value = aws_vpc.main["two"].id
}
