# D1: MySQL with a standby in the other zone. Its password is made by AWS, kept in a secret, and known to nobody.

resource "aws_db_subnet_group" "main" {
  name        = var.name
  description = "Database subnets of ${var.name}"
  subnet_ids  = local.subnet_ids.db
}

resource "aws_db_parameter_group" "main" {
  name        = "${var.name}-mysql80"
  family      = "mysql8.0"
  description = "Settings of the database of ${var.name}"

  dynamic "parameter" {
    for_each = {
      character_set_server     = "utf8mb4"
      collation_server         = "utf8mb4_0900_ai_ci"
      long_query_time          = "1"
      require_secure_transport = "1"
      slow_query_log           = "1"
      time_zone                = "Asia/Seoul"
    }

    content {
      name  = parameter.key
      value = parameter.value
    }
  }
}

data "aws_secretsmanager_random_password" "db" {
  password_length     = 32
  exclude_punctuation = true
}

resource "aws_secretsmanager_secret" "db" {
  # checkov:skip=CKV2_AWS_57:Rotated by the runbook, which gives the database the new one and starts tasks that read it

  name                    = local.db_secret_name
  description             = "How to reach the database of ${var.name}"
  kms_key_id              = aws_kms_key.data.arn
  recovery_window_in_days = var.disposable ? 0 : 30
}

# The password is drawn when the version is made, and stays: `--replace` of the version draws another.
resource "aws_secretsmanager_secret_version" "db" {
  secret_id = aws_secretsmanager_secret.db.id

  secret_string = jsonencode({
    engine   = "mysql"
    host     = local.db_host
    port     = var.db_port
    dbname   = "shop"
    username = "shop"
    password = data.aws_secretsmanager_random_password.db.random_password
  })

  lifecycle {
    ignore_changes = [secret_string]
  }
}

resource "aws_db_instance" "main" {
  # checkov:skip=CKV_AWS_118:RDS would keep a log group for all databases of the account, which no destroy takes away
  # checkov:skip=CKV_AWS_157:A standby wherever `db.multi_az` is not turned off, as it is in dev
  # checkov:skip=CKV_AWS_161:Programs and Glue sign in by the password of the secret, which nobody knows
  # checkov:skip=CKV_AWS_293:Protected in the environments that are (`protected`)
  # checkov:skip=CKV_AWS_353:The smallest classes have none; the slow query log tells what is slow
  # checkov:skip=CKV2_AWS_69:`require_secure_transport` is among the parameters

  identifier     = var.name
  engine         = "mysql"
  engine_version = var.db.engine_version
  instance_class = var.db.instance_class
  multi_az       = var.db.multi_az

  db_name  = "shop"
  username = "shop"
  password = jsondecode(aws_secretsmanager_secret_version.db.secret_string).password
  port     = var.db_port

  allocated_storage     = var.db.storage_gib
  max_allocated_storage = var.db.storage_gib * 4
  storage_type          = "gp3"
  storage_encrypted     = true
  kms_key_id            = aws_kms_key.data.arn

  db_subnet_group_name   = aws_db_subnet_group.main.name
  parameter_group_name   = aws_db_parameter_group.main.name
  vpc_security_group_ids = [aws_security_group.main["db"].id]
  publicly_accessible    = false

  # Daily backups and recovery to a point in time are AWS Backup's business; while it has the database in its hands, it
  # decides on window and retention, which the plan then leaves alone.
  backup_retention_period    = 7
  backup_window              = "16:00-16:30"
  maintenance_window         = "sun:17:30-sun:18:30"
  copy_tags_to_snapshot      = true
  auto_minor_version_upgrade = true

  enabled_cloudwatch_logs_exports = ["error", "slowquery"]

  deletion_protection       = var.protected
  skip_final_snapshot       = var.disposable
  final_snapshot_identifier = "${var.name}-final"
  apply_immediately         = var.disposable

  lifecycle {
    ignore_changes = [backup_retention_period, backup_window]
  }

  depends_on = [aws_cloudwatch_log_group.db]
}

# RDS would make them itself, and keep everything for ever.
resource "aws_cloudwatch_log_group" "db" {
  # checkov:skip=CKV_AWS_338:For finding faults; what is kept for auditors is in the trail, as long as `audit_days` says

  for_each = toset(["error", "slowquery"])

  name              = "/aws/rds/instance/${var.name}/${each.key}"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.data.arn
}

locals {
  db_secret_name = "${var.name}/${var.environment}/db"
  db_host        = "db.${aws_route53_zone.internal.name}"
}

# A name of the shop's own, which stays when the database is restored under another one.
resource "aws_route53_record" "db" {
  zone_id = aws_route53_zone.internal.zone_id
  name    = local.db_host
  type    = "CNAME"
  ttl     = 60
  records = [aws_db_instance.main.address]
}

# The program of the WAS tier finds the database by this secret.
data "aws_iam_policy_document" "read_db_secret" {
  statement {
    sid       = "ReadSecret"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [aws_secretsmanager_secret.db.arn]
  }

  statement {
    sid       = "DecryptSecret"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.data.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${var.region}.${data.aws_partition.current.dns_suffix}"]
    }
  }
}

resource "aws_iam_role_policy" "was_reads_db_secret" {
  name   = "db-secret"
  role   = local.programs["was"].program_role
  policy = data.aws_iam_policy_document.read_db_secret.json
}
