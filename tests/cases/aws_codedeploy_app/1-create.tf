resource "aws_codedeploy_app" "subject" {
  name             = "delivery-app"
  compute_platform = "Server"

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_codedeploy_app.subject.name
}
