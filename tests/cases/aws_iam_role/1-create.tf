resource "aws_iam_role" "subject" {
  name = "role-subject"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

output "import_id" {
  value = aws_iam_role.subject.name
}
