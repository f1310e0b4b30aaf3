resource "aws_athena_data_catalog" "subject" {
  name        = "elsewhere"
  description = "Tables elsewhere, again"
  type        = "LAMBDA"

  parameters = {
    "function" = "arn:aws:lambda:${data.aws_region.here.name}:${data.aws_caller_identity.me.account_id}:function:tables-2"
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_athena_data_catalog.subject.id
}
