resource "aws_kms_key" "main" {
  description             = "key that is read"
  deletion_window_in_days = 7
}
