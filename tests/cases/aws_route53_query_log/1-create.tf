resource "aws_route53_query_log" "subject" {
  provider = aws.global

  zone_id                  = aws_route53_zone.main.zone_id
  cloudwatch_log_group_arn = aws_cloudwatch_log_group.main["one"].arn

  depends_on = [aws_cloudwatch_log_resource_policy.main]
}

output "import_id" {
  value = aws_route53_query_log.subject.id
}
