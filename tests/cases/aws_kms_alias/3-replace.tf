resource "aws_kms_alias" "subject" {
  name_prefix   = "alias/shop-"
  target_key_id = aws_kms_key.two.key_id
}

output "import_id" {
  value = aws_kms_alias.subject.id
}
