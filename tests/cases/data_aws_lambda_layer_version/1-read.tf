data "aws_lambda_layer_version" "main" {
  layer_name = aws_lambda_layer_version.main.layer_name
}

output "layer" {
  value = { for key, value in data.aws_lambda_layer_version.main : key => value if key != "created_date" }
}
