data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "main" {
  for_each = toset(["one", "two"])

  bucket = "logged-${each.key}-${data.aws_caller_identity.current.account_id}"
}

resource "aws_s3_bucket" "logs" {
  bucket = "logged-logs-${data.aws_caller_identity.current.account_id}"
}
