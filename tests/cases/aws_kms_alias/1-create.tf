resource "aws_kms_alias" "subject" {
  name          = "alias/shop-subject"
  target_key_id = aws_kms_key.one.key_id
}

output "import_id" {
  value = aws_kms_alias.subject.id
}
