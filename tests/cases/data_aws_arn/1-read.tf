data "aws_arn" "role" {
  arn = "arn:aws:iam::123456789012:role/app/web"
}

data "aws_arn" "bucket" {
  arn = "arn:aws:s3:::bucket/key:with:colons"
}

output "arns" {
  value = [data.aws_arn.role, data.aws_arn.bucket]
}
