resource "aws_athena_workgroup" "subject" {
  name = "readers"
}

output "import_id" {
  value = aws_athena_workgroup.subject.id
}
