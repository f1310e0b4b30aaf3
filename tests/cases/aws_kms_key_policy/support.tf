data "aws_caller_identity" "current" {}

resource "aws_kms_key" "main" {
  description             = "key with a policy"
  deletion_window_in_days = 7
}
