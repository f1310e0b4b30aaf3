resource "aws_iam_role" "main" {
  name = "delivery"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "firehose.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_s3_bucket" "main" {
  bucket = "delivery-${data.aws_caller_identity.me.account_id}"
}

resource "aws_glue_catalog_database" "main" {
  name = "delivered"
}

resource "aws_glue_catalog_table" "main" {
  name          = "delivered"
  database_name = aws_glue_catalog_database.main.name
}

data "aws_caller_identity" "me" {}
