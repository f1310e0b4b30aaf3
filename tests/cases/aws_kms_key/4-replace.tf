resource "aws_kms_key" "subject" {
  description              = "key that signs"
  customer_master_key_spec = "ECC_NIST_P256"
  key_usage                = "SIGN_VERIFY"
  deletion_window_in_days  = 7
}

output "import_id" {
  value = aws_kms_key.subject.id
}
