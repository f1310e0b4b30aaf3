resource "aws_ssm_parameter" "subject" {
  name             = "/shop/db/password"
  type             = "SecureString"
  value_wo         = "fourth"
  value_wo_version = 2
  description      = "Of the database"
}

output "import_id" {
  value = aws_ssm_parameter.subject.name
}
