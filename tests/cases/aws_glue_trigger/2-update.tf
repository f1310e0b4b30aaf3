resource "aws_glue_trigger" "subject" {
  name        = "at-three"
  description = "At four, in fact"
  type        = "SCHEDULED"
  schedule    = "cron(0 4 * * ? *)"
  enabled     = false

  actions {
    job_name = aws_glue_job.main.name
    timeout  = 30
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_glue_trigger.subject.id
}
