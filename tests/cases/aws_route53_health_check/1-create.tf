resource "aws_route53_health_check" "subject" {
  type              = "HTTPS_STR_MATCH"
  fqdn              = "case.example.com"
  port              = 443
  resource_path     = "/health"
  search_string     = "ok"
  failure_threshold = 5
  request_interval  = 30
  measure_latency   = true
  regions           = ["us-east-1", "eu-west-1", "ap-southeast-1"]

  tags = {
    Name = "case-check"
  }
}

output "import_id" {
  value = aws_route53_health_check.subject.id
}
