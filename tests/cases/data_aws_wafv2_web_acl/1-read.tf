data "aws_wafv2_web_acl" "subject" {
  name  = aws_wafv2_web_acl.main.name
  scope = "REGIONAL"
}

output "arn" {
  value = data.aws_wafv2_web_acl.subject.arn == aws_wafv2_web_acl.main.arn
}

output "description" {
  value = data.aws_wafv2_web_acl.subject.description
}
