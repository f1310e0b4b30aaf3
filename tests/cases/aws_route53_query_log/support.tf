provider "aws" {
  alias  = "global"
  region = "us-east-1"
}

data "aws_caller_identity" "current" {
  provider = aws.global
}

resource "aws_route53_zone" "main" {
  provider = aws.global

  name = "case-query-log.example"
}

resource "aws_cloudwatch_log_group" "main" {
  for_each = toset(["one", "two"])
  provider = aws.global

  name = "/aws/route53/case-query-log-${each.key}"
}

resource "aws_cloudwatch_log_resource_policy" "main" {
  provider = aws.global

  policy_name = "case-query-log"
  policy_document = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "route53.amazonaws.com" }
      Action    = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource  = "arn:aws:logs:us-east-1:${data.aws_caller_identity.current.account_id}:log-group:/aws/route53/*"
    }]
  })
}
