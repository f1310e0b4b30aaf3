resource "aws_athena_named_query" "subject" {
  name     = "paid"
  database = "sales"
  query    = "select * from bills limit 10;"
}

output "import_id" {
  value = aws_athena_named_query.subject.id
}
