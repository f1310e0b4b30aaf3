resource "aws_glue_catalog_table" "subject" {
  name          = "bills"
  database_name = aws_glue_catalog_database.main.name
}

output "import_id" {
  value = aws_glue_catalog_table.subject.id
}
