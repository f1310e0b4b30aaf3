resource "aws_db_option_group" "subject" {
  name                 = "options-subject"
  engine_name          = "mysql"
  major_engine_version = "8.0"

  option {
    option_name = "MARIADB_AUDIT_PLUGIN"

    option_settings {
      name  = "SERVER_AUDIT_EVENTS"
      value = "CONNECT"
    }
  }

  tags = {
    Name  = "options"
    Stage = "test"
  }
}

output "import_id" {
  value = aws_db_option_group.subject.name
}
