resource "aws_athena_prepared_statement" "subject" {
  name            = "of_day"
  description     = "Of some days"
  query_statement = "select * from orders where day > ?"
  workgroup       = aws_athena_workgroup.main.name
}

output "import_id" {
  value = "${aws_athena_prepared_statement.subject.workgroup}/${aws_athena_prepared_statement.subject.name}"
}
