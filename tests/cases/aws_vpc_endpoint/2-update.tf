resource "aws_vpc_endpoint" "subject" {
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.ap-northeast-2.ssm"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = false
  subnet_ids          = [aws_subnet.private["a"].id, aws_subnet.private["c"].id]
  security_group_ids  = [aws_security_group.https["second"].id]

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "ssm:*"
      Resource  = "*"
    }]
  })

  dns_options {
    dns_record_ip_type = "dualstack"
  }

  tags = {
    Name = "session manager"
  }
}

output "import_id" {
  value = aws_vpc_endpoint.subject.id
}
