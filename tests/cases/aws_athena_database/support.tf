resource "aws_s3_bucket" "results" {
  bucket        = "athena-results-${data.aws_caller_identity.me.account_id}"
  force_destroy = true
}

data "aws_caller_identity" "me" {}
