resource "aws_ssm_parameter" "open" {
  name           = "/shop/open"
  type           = "String"
  insecure_value = "open"
}

resource "aws_ssm_parameter" "secret" {
  name  = "/shop/secret"
  type  = "SecureString"
  value = "hush"
}
