resource "aws_kms_grant" "subject" {
  key_id            = aws_kms_key.main.key_id
  grantee_principal = aws_iam_role.main.arn
  operations        = ["Decrypt"]
}

output "import_id" {
  value = aws_kms_grant.subject.id
}
