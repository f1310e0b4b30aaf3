resource "aws_glue_catalog_database" "main" {
  name = "tables"
}
