data "aws_ssm_parameter" "open" {
  name = aws_ssm_parameter.open.name
}

data "aws_ssm_parameter" "secret" {
  name = aws_ssm_parameter.secret.name
}

output "open" {
  value = nonsensitive(data.aws_ssm_parameter.open.value)
}

output "shown" {
  value = data.aws_ssm_parameter.open.insecure_value
}

output "secret" {
  value = nonsensitive(data.aws_ssm_parameter.secret.value)
}

output "kind" {
  value = "${data.aws_ssm_parameter.secret.type} ${data.aws_ssm_parameter.secret.version}"
}
