resource "aws_glue_workflow" "subject" {
  name = "noon"
}

output "import_id" {
  value = aws_glue_workflow.subject.id
}
