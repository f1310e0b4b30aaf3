resource "aws_codedeploy_app" "subject" {
  name             = "delivery-app-renamed"
  compute_platform = "ECS"

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_codedeploy_app.subject.name
}
