# A3: clicks, as the web servers log them, reach curated within minutes: by hour, as Parquet. Former versions of the estate (versions/) knew less:
# hours of arrival instead of those of the clicks, JSON instead of Parquet, and Kinesis before it all.

locals {
  has_clicks = var.analysis.clicks != "none"
  has_agent  = local.has_clicks && !local.has_search
  has_search = var.analysis.clicks == "search"
  by_hour    = contains(["partitioned", "parquet"], var.analysis.clicks)
  to_parquet = var.analysis.clicks == "parquet"

  json = {
    input  = "org.apache.hadoop.mapred.TextInputFormat"
    output = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
    serde  = "org.openx.data.jsonserde.JsonSerDe"
  }

  click_format = local.to_parquet ? local.parquet : local.json
  click_day    = local.by_hour ? "!{partitionKeyFromQuery:day}" : "!{timestamp:yyyy-MM-dd}"
  click_hour   = local.by_hour ? "!{partitionKeyFromQuery:hour}" : "!{timestamp:HH}"
}

resource "aws_glue_catalog_table" "clicks" {
  count = local.has_clicks ? 1 : 0

  database_name = aws_glue_catalog_database.lake["curated"].name
  name          = "clicks"
  table_type    = "EXTERNAL_TABLE"

  # Athena works out which partitions there are, so no crawler has to look for them.
  parameters = {
    classification              = local.to_parquet ? "parquet" : "json"
    EXTERNAL                    = "TRUE"
    "projection.enabled"        = "true"
    "projection.day.type"       = "date"
    "projection.day.format"     = "yyyy-MM-dd"
    "projection.day.range"      = "2024-01-01,NOW"
    "projection.hour.type"      = "integer"
    "projection.hour.range"     = "0,23"
    "projection.hour.digits"    = "2"
    "storage.location.template" = "s3://${module.lake["curated"].id}/clicks/day=$${day}/hour=$${hour}/"
  }

  partition_keys {
    name = "day"
    type = "string"
  }

  partition_keys {
    name = "hour"
    type = "string"
  }

  storage_descriptor {
    location      = "s3://${module.lake["curated"].id}/clicks/"
    input_format  = local.click_format.input
    output_format = local.click_format.output

    ser_de_info {
      serialization_library = local.click_format.serde
      parameters            = { "serialization.format" = "1" }
    }

    dynamic "columns" {
      for_each = [
        { name = "time", type = "timestamp" },
        { name = "session", type = "string" },
        { name = "member_id", type = "bigint" },
        { name = "page", type = "string" },
        { name = "product_id", type = "bigint" },
        { name = "referrer", type = "string" },
      ]

      content {
        name = columns.value.name
        type = columns.value.type
      }
    }
  }
}

data "aws_iam_policy_document" "firehose_assume" {
  count = local.has_clicks ? 1 : 0

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["firehose.${data.aws_partition.current.dns_suffix}"]
    }
  }
}

data "aws_iam_policy_document" "firehose" {
  count = local.has_clicks ? 1 : 0

  statement {
    sid       = "Deliver"
    actions   = ["s3:AbortMultipartUpload", "s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:PutObject"]
    resources = [module.lake["curated"].arn, "${module.lake["curated"].arn}/clicks*"]
  }

  statement {
    sid     = "ReadSchema"
    actions = ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"]
    resources = [
      "arn:${data.aws_partition.current.partition}:glue:${var.region}:${data.aws_caller_identity.current.account_id}:catalog",
      aws_glue_catalog_database.lake["curated"].arn,
      aws_glue_catalog_table.clicks[0].arn,
    ]
  }

  statement {
    sid       = "Encrypt"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.data.arn]
  }

  statement {
    sid       = "Log"
    actions   = ["logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.clicks[0].arn}:*"]
  }

  dynamic "statement" {
    for_each = aws_kinesis_stream.clicks[*].arn

    content {
      sid       = "ReadStream"
      actions   = ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"]
      resources = [statement.value]
    }
  }

  dynamic "statement" {
    for_each = aws_opensearch_domain.clicks[*].arn

    content {
      sid       = "Index"
      actions   = ["es:DescribeDomain", "es:DescribeDomainConfig", "es:DescribeDomains", "es:ESHttpGet", "es:ESHttpPost", "es:ESHttpPut"]
      resources = [statement.value, "${statement.value}/*"]
    }
  }
}

resource "aws_iam_role" "firehose" {
  count = local.has_clicks ? 1 : 0

  name               = "${var.name}-clicks"
  description        = "Delivers clicks of ${var.name} to the lake"
  assume_role_policy = data.aws_iam_policy_document.firehose_assume[0].json
}

resource "aws_iam_role_policy" "firehose" {
  count = local.has_clicks ? 1 : 0

  name   = "deliver"
  role   = aws_iam_role.firehose[0].id
  policy = data.aws_iam_policy_document.firehose[0].json
}

resource "aws_cloudwatch_log_group" "clicks" {
  # checkov:skip=CKV_AWS_338:For finding faults; what is kept for auditors is in the trail, as long as `audit_days` says

  count = local.has_clicks ? 1 : 0

  name              = "/aws/kinesisfirehose/${var.name}-clicks"
  retention_in_days = 30
  kms_key_id        = aws_kms_key.data.arn
}

resource "aws_kinesis_firehose_delivery_stream" "clicks" {
  count = local.has_clicks ? 1 : 0

  name        = "${var.name}-clicks"
  destination = "extended_s3"

  # What comes from Kinesis is encrypted there.
  dynamic "server_side_encryption" {
    for_each = local.has_search ? [] : [true]

    content {
      enabled  = true
      key_type = "AWS_OWNED_CMK"
    }
  }

  dynamic "kinesis_source_configuration" {
    for_each = aws_kinesis_stream.clicks[*].arn

    content {
      kinesis_stream_arn = kinesis_source_configuration.value
      role_arn           = aws_iam_role.firehose[0].arn
    }
  }

  extended_s3_configuration {
    role_arn            = aws_iam_role.firehose[0].arn
    bucket_arn          = module.lake["curated"].arn
    prefix              = "clicks/day=${local.click_day}/hour=${local.click_hour}/"
    error_output_prefix = "clicks-errors/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/"
    custom_time_zone    = "Asia/Seoul"
    compression_format  = local.to_parquet ? "UNCOMPRESSED" : "GZIP"
    buffering_size      = 64
    buffering_interval  = 300
    kms_key_arn         = aws_kms_key.data.arn

    dynamic "dynamic_partitioning_configuration" {
      for_each = local.by_hour ? [true] : []

      content {
        enabled = true
      }
    }

    # The hour of the click itself, not of its arrival.
    dynamic "processing_configuration" {
      for_each = local.by_hour ? [true] : []

      content {
        enabled = true

        processors {
          type = "MetadataExtraction"

          parameters {
            parameter_name  = "JsonParsingEngine"
            parameter_value = "JQ-1.6"
          }

          parameters {
            parameter_name  = "MetadataExtractionQuery"
            parameter_value = "{day: .time[0:10], hour: .time[11:13]}"
          }
        }
      }
    }

    dynamic "data_format_conversion_configuration" {
      for_each = local.to_parquet ? [true] : []

      content {
        input_format_configuration {
          deserializer {
            open_x_json_ser_de {}
          }
        }

        output_format_configuration {
          serializer {
            parquet_ser_de {
              compression = "SNAPPY"
            }
          }
        }

        schema_configuration {
          role_arn      = aws_iam_role.firehose[0].arn
          region        = var.region
          database_name = aws_glue_catalog_table.clicks[0].database_name
          table_name    = aws_glue_catalog_table.clicks[0].name
        }
      }
    }

    cloudwatch_logging_options {
      enabled         = true
      log_group_name  = aws_cloudwatch_log_group.clicks[0].name
      log_stream_name = "delivery"
    }
  }

  depends_on = [aws_iam_role_policy.firehose]
}

# The Kinesis agent on the web tier's instances, kept there and configured by Session Manager's sibling.
resource "aws_ssm_document" "kinesis_agent" {
  count = local.has_agent ? 1 : 0

  name            = "${var.name}-kinesis-agent"
  document_type   = "Command"
  document_format = "YAML"

  content = yamlencode({
    schemaVersion = "2.2"
    description   = "Installs the Kinesis agent, and has it send the click log to Firehose"
    mainSteps = [{
      action = "aws:runShellScript"
      name   = "agent"
      inputs = {
        runCommand = split("\n", templatefile("${path.module}/assets/clicks/agent.sh.tftpl", {
          log    = "/var/log/shop/clicks.log"
          region = var.region
          stream = aws_kinesis_firehose_delivery_stream.clicks[0].name
        }))
      }
    }]
  })
}

resource "aws_ssm_association" "kinesis_agent" {
  count = local.has_agent ? 1 : 0

  name                = aws_ssm_document.kinesis_agent[0].name
  association_name    = "${var.name}-kinesis-agent"
  schedule_expression = "rate(1 day)"

  targets {
    key    = "tag:Name"
    values = ["${var.name}-web"]
  }
}

data "aws_iam_policy_document" "send_clicks" {
  count = local.has_clicks ? 1 : 0

  statement {
    sid       = "SendClicks"
    actions   = local.has_search ? ["kinesis:PutRecords"] : ["firehose:PutRecordBatch"]
    resources = local.has_search ? aws_kinesis_stream.clicks[*].arn : aws_kinesis_firehose_delivery_stream.clicks[*].arn
  }
}

resource "aws_iam_role_policy" "web_sends_clicks" {
  count = local.has_clicks ? 1 : 0

  name   = "clicks"
  role   = local.programs["web"].instance_role
  policy = data.aws_iam_policy_document.send_clicks[0].json
}
