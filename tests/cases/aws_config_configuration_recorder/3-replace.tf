resource "aws_config_configuration_recorder" "subject" {
  name     = "recorder-2"
  role_arn = aws_iam_role.other.arn
}

output "import_id" {
  value = aws_config_configuration_recorder.subject.id
}
