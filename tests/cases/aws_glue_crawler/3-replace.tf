resource "aws_glue_crawler" "subject" {
  name          = "bills-crawler"
  database_name = aws_glue_catalog_database.main.name
  role          = aws_iam_role.main.name

  s3_target {
    path = "s3://bills"
  }
}

output "import_id" {
  value = aws_glue_crawler.subject.id
}
