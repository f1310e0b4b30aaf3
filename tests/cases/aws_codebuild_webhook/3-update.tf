resource "aws_codebuild_webhook" "subject" {
  project_name  = aws_codebuild_project.main.name
  build_type    = "BUILD"
  branch_filter = "main"
}

output "import_id" {
  value = aws_codebuild_webhook.subject.id
}
