resource "aws_glue_catalog_database" "main" {
  name = "quality"
}

resource "aws_glue_catalog_table" "main" {
  name          = "checked"
  database_name = aws_glue_catalog_database.main.name
}
