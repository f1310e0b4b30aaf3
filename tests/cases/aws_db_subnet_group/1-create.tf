resource "aws_db_subnet_group" "subject" {
  name       = "subnets-subject"
  subnet_ids = [aws_subnet.main["a"].id, aws_subnet.main["b"].id]

  tags = {
    Name = "subnets"
  }
}

output "import_id" {
  value = aws_db_subnet_group.subject.name
}
