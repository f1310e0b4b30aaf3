resource "aws_athena_data_catalog" "subject" {
  name        = "other"
  description = "Glue's"
  type        = "GLUE"

  parameters = {
    "catalog-id" = data.aws_caller_identity.me.account_id
  }
}

output "import_id" {
  value = aws_athena_data_catalog.subject.id
}
