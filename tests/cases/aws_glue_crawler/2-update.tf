resource "aws_glue_crawler" "subject" {
  name          = "orders-crawler"
  database_name = aws_glue_catalog_database.main.name
  role          = aws_iam_role.main.arn
  description   = "Finds orders"
  table_prefix  = "raw_"

  configuration = jsonencode({
    Version = 1.0
    Grouping = {
      TableGroupingPolicy = "CombineCompatibleSchemas"
    }
  })

  schema_change_policy {
    delete_behavior = "LOG"
    update_behavior = "UPDATE_IN_DATABASE"
  }

  s3_target {
    path = "s3://orders/raw"
  }

  s3_target {
    path = "s3://orders/more"
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_glue_crawler.subject.id
}
