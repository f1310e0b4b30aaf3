resource "aws_iam_role" "main" {
  name = "role-of-attachment"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_user" "main" {
  name = "user-of-attachment"
}

resource "aws_iam_group" "main" {
  name = "group-of-attachment"
}

resource "aws_iam_policy" "main" {
  name = "policy-of-attachment"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["s3:ListAllMyBuckets"], Resource = "*" }]
  })
}
