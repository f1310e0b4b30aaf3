resource "aws_ssm_parameter" "subject" {
  name  = "/shop/db/password"
  type  = "SecureString"
  value = "first"

  tags = {
    Name = "password"
  }
}

output "import_id" {
  value = aws_ssm_parameter.subject.name
}
