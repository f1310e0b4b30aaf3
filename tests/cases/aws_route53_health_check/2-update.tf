resource "aws_route53_health_check" "subject" {
  type               = "HTTPS_STR_MATCH"
  fqdn               = "case.example.com"
  port               = 8443
  search_string      = "fine"
  failure_threshold  = 3
  request_interval   = 30
  measure_latency    = true
  invert_healthcheck = true
  disabled           = true
  enable_sni         = false

  tags = {
    Name = "case-check-2"
  }
}

output "import_id" {
  value = aws_route53_health_check.subject.id
}
