data "aws_service_principal" "own" {
  service_name = "s3"
}

data "aws_service_principal" "elsewhere" {
  service_name = "logs"
  region       = "cn-north-1"
}

output "principals" {
  value = [data.aws_service_principal.own, data.aws_service_principal.elsewhere]
}
