resource "aws_glue_trigger" "subject" {
  name          = "at-will"
  type          = "ON_DEMAND"
  workflow_name = aws_glue_workflow.main.name

  actions {
    job_name = aws_glue_job.main.name
  }
}

output "import_id" {
  value = aws_glue_trigger.subject.id
}
