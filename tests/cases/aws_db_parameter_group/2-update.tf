resource "aws_db_parameter_group" "subject" {
  name   = "parameters-subject"
  family = "mysql8.0"

  parameter {
    name  = "character_set_server"
    value = "utf8mb4"
  }

  parameter {
    name  = "collation_server"
    value = "utf8mb4_unicode_ci"
  }

  tags = {
    Name  = "parameters"
    Stage = "test"
  }
}

output "import_id" {
  value = aws_db_parameter_group.subject.name
}
