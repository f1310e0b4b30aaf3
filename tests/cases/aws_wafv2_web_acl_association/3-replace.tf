resource "aws_wafv2_web_acl_association" "subject" {
  resource_arn = aws_lb.main["two"].arn
  web_acl_arn  = aws_wafv2_web_acl.other.arn
}

output "import_id" {
  value = aws_wafv2_web_acl_association.subject.id
}
