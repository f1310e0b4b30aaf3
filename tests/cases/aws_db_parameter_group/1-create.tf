resource "aws_db_parameter_group" "subject" {
  name   = "parameters-subject"
  family = "mysql8.0"

  parameter {
    name  = "character_set_server"
    value = "utf8mb4"
  }

  parameter {
    name         = "max_connections"
    value        = "200"
    apply_method = "pending-reboot"
  }

  tags = {
    Name = "parameters"
  }
}

output "import_id" {
  value = aws_db_parameter_group.subject.name
}
