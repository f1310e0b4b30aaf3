data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "main" {
  bucket = "read-${data.aws_caller_identity.current.account_id}"
}

resource "aws_s3_object" "main" {
  bucket       = aws_s3_bucket.main.id
  key          = "settings.json"
  content      = jsonencode({ colour = "blue" })
  content_type = "application/json"

  tags = {
    Name = "settings"
  }
}
