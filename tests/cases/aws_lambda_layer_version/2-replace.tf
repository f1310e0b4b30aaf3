resource "aws_lambda_layer_version" "subject" {
  filename                 = "${path.module}/main.tf"
  layer_name               = "common"
  compatible_architectures = ["arm64"]
  compatible_runtimes      = ["python3.12", "python3.13"]
}

output "import_id" {
  value = aws_lambda_layer_version.subject.arn
}
