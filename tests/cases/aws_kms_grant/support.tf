resource "aws_kms_key" "main" {
  description             = "key with a grant"
  deletion_window_in_days = 7
}

resource "aws_iam_role" "main" {
  name = "kms-grant"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
