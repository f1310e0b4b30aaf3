data "aws_glue_catalog_table" "main" {
  name          = aws_glue_catalog_table.main.name
  database_name = aws_glue_catalog_database.main.name
}

output "table" {
  value = merge(data.aws_glue_catalog_table.main, { partition_index = try(length(data.aws_glue_catalog_table.main.partition_index), 0) })
}
