data "aws_kms_alias" "main" {
  name = aws_kms_alias.main.name
}

output "same" {
  value = data.aws_kms_alias.main.target_key_arn == aws_kms_key.main.arn
}
