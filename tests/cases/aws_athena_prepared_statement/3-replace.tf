resource "aws_athena_prepared_statement" "subject" {
  name            = "of_week"
  query_statement = "select * from orders where week = ?"
  workgroup       = aws_athena_workgroup.main.name
}

output "import_id" {
  value = "${aws_athena_prepared_statement.subject.workgroup}/${aws_athena_prepared_statement.subject.name}"
}
