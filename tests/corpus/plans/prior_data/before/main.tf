resource "terraform_data" "unchanged" {
  input = "s3:GetObject"
}

resource "terraform_data" "changes" {
  input = "s3:GetObject"
}

data "aws_iam_policy_document" "after_unchanged" {
  statement {
    actions   = [terraform_data.unchanged.output]
    resources = ["*"]
  }
}

resource "terraform_data" "keeps" {
  input = data.aws_iam_policy_document.after_unchanged.json
}
