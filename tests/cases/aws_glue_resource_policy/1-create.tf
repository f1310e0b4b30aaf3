resource "aws_glue_resource_policy" "subject" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "glue:GetTable"
      Principal = { AWS = data.aws_caller_identity.me.account_id }
      Resource  = "arn:aws:glue:${data.aws_region.here.name}:${data.aws_caller_identity.me.account_id}:*"
    }]
  })
}

output "import_id" {
  value = aws_glue_resource_policy.subject.id
}
