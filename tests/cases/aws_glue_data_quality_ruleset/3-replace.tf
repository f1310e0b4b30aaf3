resource "aws_glue_data_quality_ruleset" "subject" {
  name    = "unique"
  ruleset = "Rules = [IsUnique \"id\"]"
}

output "import_id" {
  value = aws_glue_data_quality_ruleset.subject.id
}
