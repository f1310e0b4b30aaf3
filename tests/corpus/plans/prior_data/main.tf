# Data sources that are read now because nothing that they wait for changes, and those that must wait.

resource "terraform_data" "unchanged" {
  input = "s3:GetObject"
}

resource "terraform_data" "changes" {
  input = "s3:PutObject"
}

data "aws_iam_policy_document" "after_unchanged" {
  statement {
    actions   = [terraform_data.unchanged.output]
    resources = ["*"]
  }
  depends_on = [terraform_data.unchanged]
}

data "aws_iam_policy_document" "after_change" {
  statement {
    actions   = ["s3:*"]
    resources = ["*"]
  }
  depends_on = [terraform_data.changes]
}

data "aws_iam_policy_document" "unknown_value" {
  statement {
    actions   = [terraform_data.changes.output]
    resources = ["*"]
  }
}

resource "terraform_data" "keeps" {
  input = data.aws_iam_policy_document.after_unchanged.json
}

resource "terraform_data" "waits" {
  input = data.aws_iam_policy_document.after_change.json
}

output "now" { value = data.aws_iam_policy_document.after_unchanged.id }
output "later" { value = data.aws_iam_policy_document.after_change.json }
output "unknown" { value = data.aws_iam_policy_document.unknown_value.json }
