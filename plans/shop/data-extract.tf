# A1, A4, A9: every night a workflow takes the shop's tables out of the database (personal columns stay there), checks them,
# moves what is sound to `curated`, and has a crawler look at it.

resource "aws_glue_connection" "db" {
  count = var.analysis.extract ? 1 : 0

  name            = "${var.name}-db"
  description     = "Database of ${var.name}"
  connection_type = "JDBC"

  connection_properties = {
    JDBC_CONNECTION_URL = "jdbc:mysql://${local.db_host}:${var.db_port}/shop"
    JDBC_ENFORCE_SSL    = "true"
    SECRET_ID           = aws_secretsmanager_secret.db.name
  }

  physical_connection_requirements {
    availability_zone      = aws_subnet.private["was-${local.letters[0]}"].availability_zone
    subnet_id              = aws_subnet.private["was-${local.letters[0]}"].id
    security_group_id_list = [aws_security_group.main["extract"].id]
  }

  depends_on = [aws_secretsmanager_secret_version.db]
}

# What jobs and crawlers write, and what they log, is encrypted by the key that the lake has.
resource "aws_glue_security_configuration" "lake" {
  count = local.has_jobs ? 1 : 0

  name = "${var.name}-lake"

  encryption_configuration {
    cloudwatch_encryption {
      cloudwatch_encryption_mode = "SSE-KMS"
      kms_key_arn                = aws_kms_key.data.arn
    }

    job_bookmarks_encryption {
      job_bookmarks_encryption_mode = "CSE-KMS"
      kms_key_arn                   = aws_kms_key.data.arn
    }

    s3_encryption {
      s3_encryption_mode = "SSE-KMS"
      kms_key_arn        = aws_kms_key.data.arn
    }
  }
}

locals {
  # Jobs and crawlers share a role.
  has_jobs = var.analysis.extract || var.analysis.survey || var.analysis.refine
}

data "aws_iam_policy_document" "glue_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["glue.${data.aws_partition.current.dns_suffix}"]
    }
  }
}

resource "aws_iam_role" "glue" {
  count = local.has_jobs ? 1 : 0

  name               = "${var.name}-glue"
  description        = "Jobs and crawlers of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.glue_assume.json
}

resource "aws_iam_role_policy_attachment" "glue" {
  count = local.has_jobs ? 1 : 0

  role       = aws_iam_role.glue[0].name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/service-role/AWSGlueServiceRole"
}

data "aws_iam_policy_document" "glue" {
  count = local.has_jobs ? 1 : 0

  source_policy_documents = var.analysis.extract ? [data.aws_iam_policy_document.read_db_secret.json] : []

  statement {
    sid       = "ListLake"
    actions   = ["s3:ListBucket"]
    resources = [for name in ["raw", "curated", "code"] : module.lake[name].arn]
  }

  statement {
    sid       = "ReadPrograms"
    actions   = ["s3:GetObject"]
    resources = ["${module.lake["code"].arn}/*"]
  }

  statement {
    sid       = "WriteLake"
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    resources = ["${module.lake["raw"].arn}/*", "${module.lake["curated"].arn}/*"]
  }

  statement {
    sid       = "EncryptLake"
    actions   = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.data.arn]
  }

  statement {
    sid       = "EncryptLogs"
    actions   = ["logs:AssociateKmsKey"]
    resources = ["${local.log_groups_arn}:/aws-glue/*"]
  }

  statement {
    sid = "CheckQuality"
    actions = [
      "glue:GetDataQualityResult",
      "glue:GetDataQualityRuleset",
      "glue:GetDataQualityRulesetEvaluationRun",
      "glue:StartDataQualityRulesetEvaluationRun",
    ]
    resources = ["arn:${data.aws_partition.current.partition}:glue:${var.region}:${data.aws_caller_identity.current.account_id}:dataQualityRuleset/*"]
  }

  statement {
    sid       = "HandRoleToQualityRuns"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.glue[0].arn]
  }
}

resource "aws_iam_role_policy" "glue" {
  count = local.has_jobs ? 1 : 0

  name   = "lake"
  role   = aws_iam_role.glue[0].id
  policy = data.aws_iam_policy_document.glue[0].json
}

resource "aws_s3_object" "glue" {
  for_each = toset(concat(var.analysis.extract ? ["extract.py", "quality.py"] : [], var.analysis.refine ? ["refine.py"] : []))

  bucket       = module.lake["code"].id
  key          = "glue/${each.key}"
  source       = "${path.module}/assets/glue/${each.key}"
  source_hash  = filemd5("${path.module}/assets/glue/${each.key}")
  content_type = "text/x-python"
}

resource "aws_glue_job" "extract" {
  count = var.analysis.extract ? 1 : 0

  name              = "${var.name}-extract"
  description       = "Tables of the shop to the lake, without personal columns"
  role_arn          = aws_iam_role.glue[0].arn
  glue_version      = "4.0"
  worker_type       = "G.1X"
  number_of_workers = 2
  timeout           = 60
  max_retries       = 1
  connections       = [aws_glue_connection.db[0].name]

  security_configuration = aws_glue_security_configuration.lake[0].name

  command {
    script_location = "s3://${aws_s3_object.glue["extract.py"].bucket}/${aws_s3_object.glue["extract.py"].key}"
    python_version  = "3"
  }

  default_arguments = {
    "--connection"                       = aws_glue_connection.db[0].name
    "--enable-continuous-cloudwatch-log" = "true"
    "--enable-metrics"                   = "true"
    "--job-language"                     = "python"
    "--tables"                           = jsonencode(local.shop_tables)
    "--target"                           = "s3://${module.lake["raw"].id}/shop/"
  }
}

locals {
  quality_rules = {
    members  = "Rules = [ RowCount > 0, IsComplete \"member_id\", IsUnique \"member_id\", IsComplete \"age_band\" ]"
    products = "Rules = [ RowCount > 0, IsComplete \"product_id\", IsUnique \"product_id\", ColumnValues \"price\" >= 0 ]"
    orders   = "Rules = [ IsComplete \"order_id\", IsUnique \"order_id\", ColumnValues \"quantity\" > 0, ColumnValues \"amount\" >= 0 ]"
    reviews  = "Rules = [ IsComplete \"review_id\", ColumnValues \"score\" between 0 and 6 ]"
  }
}

# A4: what does not pass is not moved on, so that nobody pays for questions about wrong data.
resource "aws_glue_data_quality_ruleset" "shop" {
  for_each = { for table, rules in local.quality_rules : table => rules if var.analysis.extract }

  name        = "${var.name}-${each.key}"
  description = "What must hold for ${each.key} before it is analysed"
  ruleset     = each.value

  target_table {
    database_name = aws_glue_catalog_database.lake["raw"].name
    table_name    = aws_glue_catalog_table.raw[each.key].name
  }
}

resource "aws_glue_job" "quality" {
  count = var.analysis.extract ? 1 : 0

  name         = "${var.name}-quality"
  description  = "Checks the tables in raw, and moves what passes to curated"
  role_arn     = aws_iam_role.glue[0].arn
  glue_version = "3.0"
  max_capacity = 0.0625
  timeout      = 60

  security_configuration = aws_glue_security_configuration.lake[0].name

  command {
    name            = "pythonshell"
    script_location = "s3://${aws_s3_object.glue["quality.py"].bucket}/${aws_s3_object.glue["quality.py"].key}"
    python_version  = "3.9"
  }

  default_arguments = {
    "--database" = aws_glue_catalog_database.lake["raw"].name
    "--role"     = aws_iam_role.glue[0].arn
    "--rulesets" = jsonencode({ for table in keys(local.shop_tables) : table => aws_glue_data_quality_ruleset.shop[table].name })
    "--source"   = "s3://${module.lake["raw"].id}/shop/"
    "--target"   = "s3://${module.lake["curated"].id}/shop/"
  }
}

# A5: one crawler for each source of curated data; a folder of the key is a partition.
resource "aws_glue_crawler" "curated" {
  for_each = merge(
    var.analysis.extract ? { shop = null } : {},
    var.analysis.survey ? { survey = "cron(0 18 * * ? *)" } : {},
  )

  name          = "${var.name}-${each.key}"
  description   = "What ${each.key} holds in curated"
  database_name = aws_glue_catalog_database.lake["curated"].name
  role          = aws_iam_role.glue[0].arn
  schedule      = each.value

  security_configuration = aws_glue_security_configuration.lake[0].name

  s3_target {
    path = "s3://${module.lake["curated"].id}/${each.key}/"
  }

  schema_change_policy {
    update_behavior = "UPDATE_IN_DATABASE"
    delete_behavior = "LOG"
  }

  depends_on = [aws_iam_role_policy.glue, aws_iam_role_policy_attachment.glue]
}

resource "aws_glue_workflow" "nightly" {
  count = var.analysis.extract ? 1 : 0

  name                = "${var.name}-nightly"
  description         = "Extract, check, catalogue"
  max_concurrent_runs = 1
}

# 03:00 in Seoul, when the backup is done.
resource "aws_glue_trigger" "start" {
  count = var.analysis.extract ? 1 : 0

  name          = "${var.name}-1-extract"
  type          = "SCHEDULED"
  schedule      = "cron(0 18 * * ? *)"
  workflow_name = aws_glue_workflow.nightly[0].name

  actions {
    job_name = aws_glue_job.extract[0].name
  }
}

resource "aws_glue_trigger" "check" {
  count = var.analysis.extract ? 1 : 0

  name          = "${var.name}-2-quality"
  type          = "CONDITIONAL"
  workflow_name = aws_glue_workflow.nightly[0].name

  predicate {
    conditions {
      job_name = aws_glue_job.extract[0].name
      state    = "SUCCEEDED"
    }
  }

  actions {
    job_name = aws_glue_job.quality[0].name
  }
}

resource "aws_glue_trigger" "catalogue" {
  count = var.analysis.extract ? 1 : 0

  name          = "${var.name}-3-crawler"
  type          = "CONDITIONAL"
  workflow_name = aws_glue_workflow.nightly[0].name

  predicate {
    conditions {
      job_name = aws_glue_job.quality[0].name
      state    = "SUCCEEDED"
    }
  }

  actions {
    crawler_name = aws_glue_crawler.curated["shop"].name
  }
}
