resource "aws_glue_job" "subject" {
  name              = "nightly"
  description       = "Every night"
  role_arn          = aws_iam_role.main.arn
  glue_version      = "4.0"
  worker_type       = "G.2X"
  number_of_workers = 3
  timeout           = 90
  max_retries       = 1
  execution_class   = "STANDARD"

  command {
    script_location = "s3://scripts/nightly-2.py"
    python_version  = "3"
  }

  default_arguments = {
    "--job-language" = "python"
  }

  execution_property {
    max_concurrent_runs = 1
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_glue_job.subject.id
}
