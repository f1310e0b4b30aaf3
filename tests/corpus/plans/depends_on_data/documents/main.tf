variable "name" {}

data "aws_iam_policy_document" "this" {
  statement {
    sid       = title(var.name)
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::${var.name}"]
  }
}

output "json" { value = data.aws_iam_policy_document.this.json }
output "name" { value = var.name }
