resource "aws_db_parameter_group" "subject" {
  name_prefix = "parameters-"
  family      = "mysql8.0"
  description = "of the databases"
}

output "import_id" {
  value = aws_db_parameter_group.subject.name
}
