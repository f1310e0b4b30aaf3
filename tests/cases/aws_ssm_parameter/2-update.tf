resource "aws_ssm_parameter" "subject" {
  name            = "/shop/db/password"
  type            = "SecureString"
  value           = "second"
  description     = "Of the database"
  allowed_pattern = "^[a-z]+$"

  tags = {
    Name  = "password"
    Stage = "test"
  }
}

output "import_id" {
  value = aws_ssm_parameter.subject.name
}
