resource "aws_athena_named_query" "subject" {
  name        = "sold"
  description = "What was sold"
  database    = "sales"
  query       = "select * from orders limit 10;"
  workgroup   = aws_athena_workgroup.main.name
}

output "import_id" {
  value = aws_athena_named_query.subject.id
}
