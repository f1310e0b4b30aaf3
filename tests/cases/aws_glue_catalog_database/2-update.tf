resource "aws_glue_catalog_database" "subject" {
  name        = "sales"
  description = "All that was sold, and to whom"

  parameters = {
    owner = "shop"
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_glue_catalog_database.subject.id
}
