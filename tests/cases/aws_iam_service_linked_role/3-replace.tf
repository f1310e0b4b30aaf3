resource "aws_iam_service_linked_role" "subject" {
  aws_service_name = "autoscaling.amazonaws.com"
  custom_suffix    = "other"

  tags = {
    Name = "service"
  }
}

output "import_id" {
  value = aws_iam_service_linked_role.subject.arn
}
