resource "aws_ssm_parameter" "subject" {
  name  = "/shop/db/names"
  type  = "StringList"
  value = "a,b"
}

output "import_id" {
  value = aws_ssm_parameter.subject.name
}
