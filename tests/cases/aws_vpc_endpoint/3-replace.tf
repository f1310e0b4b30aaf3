resource "aws_vpc_endpoint" "subject" {
  vpc_id             = aws_vpc.main.id
  service_name       = "com.amazonaws.ap-northeast-2.ssmmessages"
  vpc_endpoint_type  = "Interface"
  subnet_ids         = [aws_subnet.private["a"].id, aws_subnet.private["c"].id]
  security_group_ids = [aws_security_group.https["first"].id, aws_security_group.https["second"].id]

  subnet_configuration {
    subnet_id = aws_subnet.private["a"].id
    ipv4      = "10.0.1.10"
  }

  subnet_configuration {
    subnet_id = aws_subnet.private["c"].id
    ipv4      = "10.0.3.10"
  }
}

output "import_id" {
  value = aws_vpc_endpoint.subject.id
}
