resource "aws_glue_trigger" "subject" {
  name     = "at-three"
  type     = "SCHEDULED"
  schedule = "cron(0 3 * * ? *)"

  actions {
    job_name = aws_glue_job.main.name

    arguments = {
      "--day" = "today"
    }
  }

  tags = {
    Name = "at three"
  }
}

output "import_id" {
  value = aws_glue_trigger.subject.id
}
