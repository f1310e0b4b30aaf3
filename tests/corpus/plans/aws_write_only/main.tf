variable "password" {
  type      = string
  sensitive = true
  ephemeral = true
  default   = "not much of a secret"
}

resource "aws_secretsmanager_secret" "db" {
  name = "db"
}

resource "aws_secretsmanager_secret_version" "db" {
  secret_id                = aws_secretsmanager_secret.db.id
  secret_string_wo         = jsonencode({ password = var.password })
  secret_string_wo_version = 2
}

resource "aws_db_instance" "db" {
  identifier          = "db"
  engine              = "mysql"
  instance_class      = "db.t4g.micro"
  allocated_storage   = 20
  username            = "admin"
  password_wo         = var.password
  password_wo_version = 1
  skip_final_snapshot = true
}

resource "aws_ssm_parameter" "p" {
  name             = "/p"
  type             = "SecureString"
  value_wo         = "x${var.password}"
  value_wo_version = 7
}

output "version" {
  value = aws_secretsmanager_secret_version.db.secret_string_wo_version
}

output "held" {
  value     = aws_secretsmanager_secret_version.db.secret_string_wo
  sensitive = true
}
