resource "aws_codebuild_source_credential" "subject" {
  server_type = "BITBUCKET"
  auth_type   = "BASIC_AUTH"
  token       = "another"
  user_name   = "shop"
}

output "import_id" {
  value = aws_codebuild_source_credential.subject.id
}
