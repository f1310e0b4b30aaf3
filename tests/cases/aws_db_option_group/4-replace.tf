resource "aws_db_option_group" "subject" {
  name_prefix              = "options-"
  engine_name              = "mysql"
  major_engine_version     = "5.7"
  option_group_description = "of the databases"
}

output "import_id" {
  value = aws_db_option_group.subject.name
}
