resource "aws_glue_catalog_database" "subject" {
  name         = "sales"
  description  = "All that was sold"
  location_uri = "s3://sales/"

  parameters = {
    owner = "data"
  }

  tags = {
    Name = "sales"
  }
}

output "import_id" {
  value = aws_glue_catalog_database.subject.id
}
