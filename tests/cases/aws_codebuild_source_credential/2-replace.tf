resource "aws_codebuild_source_credential" "subject" {
  server_type = "GITHUB"
  auth_type   = "PERSONAL_ACCESS_TOKEN"
  token       = "another"
}

output "import_id" {
  value = aws_codebuild_source_credential.subject.id
}
