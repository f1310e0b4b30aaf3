data "aws_wafv2_ip_set" "subject" {
  name  = aws_wafv2_ip_set.main.name
  scope = "REGIONAL"
}

output "arn" {
  value = data.aws_wafv2_ip_set.subject.arn == aws_wafv2_ip_set.main.arn
}

output "addresses" {
  value = data.aws_wafv2_ip_set.subject.addresses
}
