# A6, A7: five questions, asked of the lake by Athena. Each is a saved query, and a second one keeps its answer as a table, which
# the charts then read without asking anew.

resource "aws_athena_workgroup" "main" {
  count = var.analysis.catalogue ? 1 : 0

  name          = var.name
  description   = "Questions of ${var.name}"
  force_destroy = var.disposable

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = var.athena_scan_limit_gib * pow(1024, 3)

    result_configuration {
      output_location = "s3://${module.lake["results"].id}/answers/"

      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = aws_kms_key.data.arn
      }
    }
  }
}

locals {
  insights = {
    survey_inflow_by_age       = "Survey: inflow path by age band"
    sales_by_category          = "Sales by category"
    category_sales_by_age      = "Sales of categories by age band"
    category_sales_and_reviews = "Sales and reviews by category"
    clicks_by_hour             = "Clicks by hour of day"
  }
}

resource "aws_athena_named_query" "insight" {
  for_each = { for name, title in local.insights : name => title if var.analysis.catalogue }

  name        = each.key
  description = each.value
  workgroup   = aws_athena_workgroup.main[0].name
  database    = aws_glue_catalog_database.lake["curated"].name
  query       = file("${path.module}/assets/sql/${each.key}.sql")
}

resource "aws_athena_named_query" "keep" {
  for_each = { for name, title in local.insights : name => title if var.analysis.catalogue }

  name        = "keep_${each.key}"
  description = "${each.value}: keeps the answer as a table"
  workgroup   = aws_athena_workgroup.main[0].name
  database    = aws_glue_catalog_database.lake["curated"].name

  query = <<-SQL
    CREATE TABLE insight_${each.key}
    WITH (format = 'PARQUET', external_location = 's3://${module.lake["results"].id}/insights/${each.key}/') AS
    ${trimspace(file("${path.module}/assets/sql/${each.key}.sql"))}
  SQL
}
