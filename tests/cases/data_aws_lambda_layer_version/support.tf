resource "aws_lambda_layer_version" "main" {
  filename            = "${path.module}/support.tf"
  layer_name          = "found"
  description         = "What is found"
  compatible_runtimes = ["python3.13"]
}
