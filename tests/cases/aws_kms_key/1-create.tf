resource "aws_kms_key" "subject" {
  description             = "key of the shop"
  deletion_window_in_days = 7

  tags = {
    Name = "kms-key"
  }
}

output "import_id" {
  value = aws_kms_key.subject.id
}
