resource "aws_vpc_endpoint" "subject" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.ap-northeast-2.dynamodb"
  route_table_ids = [for table in aws_route_table.private : table.id]

  tags = {
    Name = "tables"
  }
}

output "import_id" {
  value = aws_vpc_endpoint.subject.id
}
