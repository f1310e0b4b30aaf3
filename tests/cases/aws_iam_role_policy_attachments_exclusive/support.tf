resource "aws_iam_role" "main" {
  name                  = "role-exclusive-attachments"
  force_detach_policies = true
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role" "other" {
  name                  = "role-exclusive-attachments-other"
  force_detach_policies = true
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

locals {
  read = "arn:aws:iam::aws:policy/ReadOnlyAccess"
  ssm  = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
}
