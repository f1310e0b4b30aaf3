data "aws_secretsmanager_secret" "by_name" {
  name = aws_secretsmanager_secret.main.name
}

data "aws_secretsmanager_secret" "by_arn" {
  arn = aws_secretsmanager_secret.main.arn
}

output "secret" {
  value = "${data.aws_secretsmanager_secret.by_name.description} ${data.aws_secretsmanager_secret.by_arn.tags["Name"]}"
}

output "same" {
  value = data.aws_secretsmanager_secret.by_name.id == aws_secretsmanager_secret.main.arn
}
