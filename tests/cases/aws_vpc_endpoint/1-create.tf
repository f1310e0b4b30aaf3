resource "aws_vpc_endpoint" "subject" {
  vpc_id              = aws_vpc.main.id
  service_name        = "com.amazonaws.ap-northeast-2.ssm"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = [aws_subnet.private["a"].id]
  security_group_ids  = [aws_security_group.https["first"].id]
}

output "import_id" {
  value = aws_vpc_endpoint.subject.id
}
