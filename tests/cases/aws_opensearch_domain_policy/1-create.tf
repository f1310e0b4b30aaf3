resource "aws_opensearch_domain_policy" "subject" {
  domain_name = aws_opensearch_domain.main.domain_name

  access_policies = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "es:ESHttpGet"
      Resource  = "${aws_opensearch_domain.main.arn}/*"
      Condition = { IpAddress = { "aws:SourceIp" = "127.0.0.1/32" } }
    }]
  })

  timeouts {
    update = "2m"
    delete = "2m"
  }
}

output "import_id" {
  value = aws_opensearch_domain_policy.subject.domain_name
}
