resource "aws_db_subnet_group" "subject" {
  name_prefix = "subnets-"
  subnet_ids  = [aws_subnet.main["a"].id, aws_subnet.main["c"].id]
}

output "import_id" {
  value = aws_db_subnet_group.subject.name
}
