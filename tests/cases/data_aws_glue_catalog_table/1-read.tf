data "aws_glue_catalog_table" "main" {
  name          = aws_glue_catalog_table.main.name
  database_name = aws_glue_catalog_database.main.name
}

output "table" {
  value = data.aws_glue_catalog_table.main
}
