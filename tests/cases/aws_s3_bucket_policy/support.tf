data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "main" {
  for_each = toset(["one", "two"])

  bucket = "ruled-${each.key}-${data.aws_caller_identity.current.account_id}"
}
