data "aws_availability_zones" "z" { state = "available" }
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}
output "a" { value = [data.aws_availability_zones.z.names[0], data.aws_iam_policy_document.d.json] }
