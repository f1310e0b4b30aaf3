data "aws_secretsmanager_secret_version" "main" {
  for_each = aws_secretsmanager_secret_version.main

  secret_id = each.value.secret_id
}

data "aws_secretsmanager_secret_version" "one" {
  secret_id  = aws_secretsmanager_secret_version.main["one"].secret_id
  version_id = aws_secretsmanager_secret_version.main["one"].version_id
}

output "secrets" {
  value = [for secret in data.aws_secretsmanager_secret_version.main : nonsensitive(secret.secret_string)]
}

output "one" {
  value = nonsensitive("${data.aws_secretsmanager_secret_version.one.secret_string} ${join(" ", data.aws_secretsmanager_secret_version.one.version_stages)}")
}
