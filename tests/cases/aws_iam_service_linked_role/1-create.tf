resource "aws_iam_service_linked_role" "subject" {
  aws_service_name = "autoscaling.amazonaws.com"
  custom_suffix    = "subject"
  description      = "A role"
}

output "import_id" {
  value = aws_iam_service_linked_role.subject.arn
}
