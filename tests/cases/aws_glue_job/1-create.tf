resource "aws_glue_job" "subject" {
  name              = "nightly"
  role_arn          = aws_iam_role.main.arn
  glue_version      = "4.0"
  worker_type       = "G.1X"
  number_of_workers = 2
  timeout           = 60

  command {
    script_location = "s3://scripts/nightly.py"
    python_version  = "3"
  }

  default_arguments = {
    "--job-language" = "python"
    "--stage"        = "test"
  }

  execution_property {
    max_concurrent_runs = 2
  }

  tags = {
    Name = "nightly"
  }
}

output "import_id" {
  value = aws_glue_job.subject.id
}
