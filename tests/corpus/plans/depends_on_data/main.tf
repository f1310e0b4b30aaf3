# Data sources that wait: for unknown arguments, for `depends_on`, for that of a module around them.

resource "aws_s3_bucket" "b" {
  bucket = "corpus"
}

resource "terraform_data" "gate" {
  input = "gate"
}

data "aws_iam_policy_document" "now" {
  statement {
    actions   = ["s3:*"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "waits_for_value" {
  source_policy_documents = [data.aws_iam_policy_document.now.json]
  statement {
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.b.arn]
  }
}

data "aws_iam_policy_document" "waits_for_gate" {
  statement {
    actions   = ["s3:*"]
    resources = ["*"]
  }
  depends_on = [terraform_data.gate]
}

module "documents" {
  source     = "./documents"
  name       = "plain"
  depends_on = [terraform_data.gate]
}

module "free" {
  source = "./documents"
  name   = "free"
}

resource "terraform_data" "uses" {
  input = {
    now   = data.aws_iam_policy_document.now.json
    gate  = data.aws_iam_policy_document.waits_for_gate.json
    value = data.aws_iam_policy_document.waits_for_value.json
    mod   = module.documents.json
    free  = module.free.json
  }
}

data "aws_partition" "p" {}

output "partition" { value = data.aws_partition.p.partition }
output "now" { value = data.aws_iam_policy_document.now.json }
output "gate" { value = data.aws_iam_policy_document.waits_for_gate.json }
output "free" { value = module.free.json }
output "from_module" { value = module.documents }
