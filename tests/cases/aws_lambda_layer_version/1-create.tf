resource "aws_lambda_layer_version" "subject" {
  filename            = "${path.module}/main.tf"
  layer_name          = "shared"
  description         = "What all share"
  compatible_runtimes = ["python3.13"]
  license_info        = "MIT"
}

output "import_id" {
  value = aws_lambda_layer_version.subject.arn
}
