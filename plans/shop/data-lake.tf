# A1-A6: the lake. What comes in lands in `raw`; what was checked and is ready to be asked lies in `curated`; answers go to
# `results`. Programs of the pipeline lie in `code`.

locals {
  lake = {
    raw     = { keep_days = 90, cold_days = null }
    curated = { keep_days = null, cold_days = 90 }
    results = { keep_days = 30, cold_days = null }
    code    = { keep_days = null, cold_days = null }
  }
}

module "lake" {
  source   = "./modules/bucket"
  for_each = { for name, bucket in local.lake : name => bucket if var.analysis.catalogue }

  name       = "${var.name}-${var.environment}-${each.key}-${data.aws_caller_identity.current.account_id}"
  key_arn    = aws_kms_key.data.arn
  keep_days  = each.value.keep_days
  cold_days  = each.value.cold_days
  disposable = var.disposable
}

# A5: `raw` is described here, since its columns are what the jobs write; crawlers find out what `curated` holds.
resource "aws_glue_catalog_database" "lake" {
  for_each = { for name, what in { raw = "As it came in", curated = "Checked, ready to be asked" } : name => what if var.analysis.catalogue }

  name        = "${replace(var.name, "-", "_")}_${each.key}"
  description = each.value
}

locals {
  # The shop's tables without what is personal: names, addresses, telephone numbers and e-mail never leave the database.
  shop_tables = {
    members  = { member_id = "bigint", age_band = "string", joined_on = "date" }
    products = { product_id = "bigint", category = "string", price = "decimal(12,2)" }
    orders   = { order_id = "bigint", member_id = "bigint", product_id = "bigint", quantity = "int", amount = "decimal(12,2)", ordered_at = "timestamp" }
    reviews  = { review_id = "bigint", product_id = "bigint", score = "int", written_at = "timestamp" }
  }

  parquet = {
    input  = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat"
    output = "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat"
    serde  = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
  }
}

resource "aws_glue_catalog_table" "raw" {
  for_each = { for table, columns in local.shop_tables : table => columns if var.analysis.extract }

  database_name = aws_glue_catalog_database.lake["raw"].name
  name          = each.key
  table_type    = "EXTERNAL_TABLE"

  parameters = {
    classification = "parquet"
    EXTERNAL       = "TRUE"
  }

  storage_descriptor {
    location      = "s3://${module.lake["raw"].id}/shop/${each.key}/"
    input_format  = local.parquet.input
    output_format = local.parquet.output

    ser_de_info {
      serialization_library = local.parquet.serde
      parameters            = { "serialization.format" = "1" }
    }

    dynamic "columns" {
      for_each = each.value

      content {
        name = columns.key
        type = columns.value
      }
    }
  }
}
