resource "aws_glue_catalog_database" "subject" {
  name = "sold"
}

output "import_id" {
  value = aws_glue_catalog_database.subject.id
}
