resource "aws_route_table" "subject" {
  vpc_id = aws_vpc.other.id
}

output "import_id" {
  value = aws_route_table.subject.id
}
