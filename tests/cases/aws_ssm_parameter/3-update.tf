resource "aws_ssm_parameter" "subject" {
  name             = "/shop/db/password"
  type             = "SecureString"
  value_wo         = "third"
  value_wo_version = 1
  description      = "Of the database"

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_ssm_parameter.subject.name
}
