resource "aws_kms_grant" "subject" {
  name              = "shop"
  key_id            = aws_kms_key.main.key_id
  grantee_principal = aws_iam_role.main.arn
  operations        = ["Encrypt", "Decrypt", "GenerateDataKey"]

  constraints {
    encryption_context_equals = {
      Department = "Finance"
    }
  }
}

output "import_id" {
  value = aws_kms_grant.subject.id
}
