resource "aws_lambda_function" "subject" {
  image_uri     = "123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/api:1"
  package_type  = "Image"
  function_name = "image"
  role          = aws_iam_role.main.arn
  architectures = ["arm64"]

  image_config {
    command = ["serve"]
  }
}

output "import_id" {
  value = aws_lambda_function.subject.id
}
