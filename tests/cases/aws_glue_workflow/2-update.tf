resource "aws_glue_workflow" "subject" {
  name        = "night"
  description = "All of a night, in order"

  default_run_properties = {
    stage = "real"
  }

  max_concurrent_runs = 2

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_glue_workflow.subject.id
}
