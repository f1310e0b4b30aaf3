resource "aws_cloudwatch_log_resource_policy" "subject" {
  policy_name = "resource-policy-1"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "route53.amazonaws.com" }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource  = "arn:aws:logs:*:*:log-group:/aws/route53/*"
    }]
  })
}

output "import_id" {
  value = aws_cloudwatch_log_resource_policy.subject.id
}
