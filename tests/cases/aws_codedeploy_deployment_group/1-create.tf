resource "aws_codedeploy_deployment_group" "subject" {
  app_name              = aws_codedeploy_app.main.name
  deployment_group_name = "delivery-group"
  service_role_arn      = aws_iam_role.main.arn

  ec2_tag_filter {
    key   = "Name"
    type  = "KEY_AND_VALUE"
    value = "web"
  }

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = "${aws_codedeploy_app.main.name}:${aws_codedeploy_deployment_group.subject.deployment_group_name}"
}
