resource "aws_glue_job" "subject" {
  name              = "daily"
  role_arn          = aws_iam_role.main.arn
  glue_version      = "4.0"
  worker_type       = "G.1X"
  number_of_workers = 2

  command {
    script_location = "s3://scripts/daily.py"
    python_version  = "3"
  }
}

output "import_id" {
  value = aws_glue_job.subject.id
}
