resource "aws_kms_key" "one" {
  description             = "alias, one"
  deletion_window_in_days = 7
}

resource "aws_kms_key" "two" {
  description             = "alias, two"
  deletion_window_in_days = 7
}
