resource "aws_iam_role" "subject" {
  name                  = "role-subject"
  description           = "A role"
  max_session_duration  = 7200
  force_detach_policies = true
  permissions_boundary  = "arn:aws:iam::aws:policy/PowerUserAccess"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })

  tags = {
    Name = "role"
  }
}

output "import_id" {
  value = aws_iam_role.subject.name
}
