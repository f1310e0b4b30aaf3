resource "aws_kms_key" "main" {
  description             = "key that is named"
  deletion_window_in_days = 7
}

resource "aws_kms_alias" "main" {
  name          = "alias/read"
  target_key_id = aws_kms_key.main.key_id
}
