resource "aws_db_subnet_group" "subject" {
  name        = "subnets-subject"
  description = "of the databases"
  subnet_ids  = [aws_subnet.main["a"].id, aws_subnet.main["b"].id, aws_subnet.main["c"].id]

  tags = {
    Name  = "subnets"
    Stage = "test"
  }
}

output "import_id" {
  value = aws_db_subnet_group.subject.name
}
