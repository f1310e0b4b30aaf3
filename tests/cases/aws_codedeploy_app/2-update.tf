resource "aws_codedeploy_app" "subject" {
  name             = "delivery-app-renamed"
  compute_platform = "Server"

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_codedeploy_app.subject.name
}
