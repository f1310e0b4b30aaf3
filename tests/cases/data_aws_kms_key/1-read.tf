data "aws_kms_key" "main" {
  key_id = aws_kms_key.main.key_id
}

output "key" {
  value = "${data.aws_kms_key.main.description} ${data.aws_kms_key.main.key_state} ${data.aws_kms_key.main.key_spec}"
}

output "same" {
  value = data.aws_kms_key.main.arn == aws_kms_key.main.arn
}
