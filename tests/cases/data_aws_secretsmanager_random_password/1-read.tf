data "aws_secretsmanager_random_password" "main" {
  password_length     = 40
  exclude_punctuation = true
}

output "length" {
  value = length(data.aws_secretsmanager_random_password.main.random_password)
}
