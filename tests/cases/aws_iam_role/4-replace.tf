resource "aws_iam_role" "subject" {
  name_prefix = "role-"
  path        = "/service/"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

output "import_id" {
  value = aws_iam_role.subject.name
}
