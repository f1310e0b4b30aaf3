resource "aws_glue_crawler" "subject" {
  name          = "orders-crawler"
  database_name = aws_glue_catalog_database.main.name
  role          = aws_iam_role.main.arn
  schedule      = "cron(0 3 * * ? *)"

  s3_target {
    path       = "s3://orders/raw"
    exclusions = ["**.tmp"]
  }

  tags = {
    Name = "orders"
  }
}

output "import_id" {
  value = aws_glue_crawler.subject.id
}
