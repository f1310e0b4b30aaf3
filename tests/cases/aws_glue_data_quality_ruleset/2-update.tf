resource "aws_glue_data_quality_ruleset" "subject" {
  name        = "complete"
  description = "Nothing is missing, nothing is twice"
  ruleset     = "Rules = [IsComplete \"id\", IsUnique \"id\"]"

  target_table {
    database_name = aws_glue_catalog_database.main.name
    table_name    = aws_glue_catalog_table.main.name
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_glue_data_quality_ruleset.subject.id
}
