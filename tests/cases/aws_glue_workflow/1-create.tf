resource "aws_glue_workflow" "subject" {
  name        = "night"
  description = "All of a night"

  default_run_properties = {
    stage = "test"
  }

  max_concurrent_runs = 1

  tags = {
    Name = "night"
  }
}

output "import_id" {
  value = aws_glue_workflow.subject.id
}
