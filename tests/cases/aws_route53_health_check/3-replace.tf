resource "aws_route53_health_check" "subject" {
  type                   = "CALCULATED"
  child_health_threshold = 1
  child_healthchecks     = [for check in aws_route53_health_check.child : check.id]
}

output "import_id" {
  value = aws_route53_health_check.subject.id
}
