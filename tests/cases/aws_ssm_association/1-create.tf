resource "aws_ssm_association" "subject" {
  name                             = aws_ssm_document.hello.name
  association_name                 = "greet"
  schedule_expression              = "rate(1 day)"
  wait_for_success_timeout_seconds = 60

  targets {
    key    = "tag:Role"
    values = ["web", "api"]
  }

  tags = {
    Name = "greet"
  }
}

output "import_id" {
  value = aws_ssm_association.subject.association_id
}
