data "aws_iam_policy_document" "d" {
  statement {
    actions = ["s3:*"]
    effect  = "Permit"
  }
}
