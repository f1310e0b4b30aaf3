resource "aws_db_option_group" "subject" {
  name                 = "options-subject"
  engine_name          = "mysql"
  major_engine_version = "8.0"

  tags = {
    Name = "options"
  }
}

output "import_id" {
  value = aws_db_option_group.subject.name
}
