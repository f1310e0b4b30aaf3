# A3: clicks, as the web servers log them, reach curated within minutes: by hour, as Parquet.

resource "aws_glue_catalog_table" "clicks" {
  database_name = aws_glue_catalog_database.lake["curated"].name
  name          = "clicks"
  table_type    = "EXTERNAL_TABLE"

  # Athena works out which partitions there are, so no crawler has to look for them.
  parameters = {
    classification              = "parquet"
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
    input_format  = local.parquet.input
    output_format = local.parquet.output

    ser_de_info {
      serialization_library = local.parquet.serde
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
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["firehose.${data.aws_partition.current.dns_suffix}"]
    }
  }
}

data "aws_iam_policy_document" "firehose" {
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
      aws_glue_catalog_table.clicks.arn,
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
    resources = ["${aws_cloudwatch_log_group.clicks.arn}:*"]
  }
}

resource "aws_iam_role" "firehose" {
  name               = "${var.name}-clicks"
  description        = "Delivers clicks of ${var.name} to the lake"
  assume_role_policy = data.aws_iam_policy_document.firehose_assume.json
}

resource "aws_iam_role_policy" "firehose" {
  name   = "deliver"
  role   = aws_iam_role.firehose.id
  policy = data.aws_iam_policy_document.firehose.json
}

resource "aws_cloudwatch_log_group" "clicks" {
  name              = "/aws/kinesisfirehose/${var.name}-clicks"
  retention_in_days = 30
}

resource "aws_kinesis_firehose_delivery_stream" "clicks" {
  name        = "${var.name}-clicks"
  destination = "extended_s3"

  server_side_encryption {
    enabled  = true
    key_type = "AWS_OWNED_CMK"
  }

  extended_s3_configuration {
    role_arn            = aws_iam_role.firehose.arn
    bucket_arn          = module.lake["curated"].arn
    prefix              = "clicks/day=!{partitionKeyFromQuery:day}/hour=!{partitionKeyFromQuery:hour}/"
    error_output_prefix = "clicks-errors/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/"
    custom_time_zone    = "Asia/Seoul"
    buffering_size      = 64
    buffering_interval  = 300
    kms_key_arn         = aws_kms_key.data.arn

    dynamic_partitioning_configuration {
      enabled = true
    }

    # The hour of the click itself, not of its arrival.
    processing_configuration {
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

    data_format_conversion_configuration {
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
        role_arn      = aws_iam_role.firehose.arn
        region        = var.region
        database_name = aws_glue_catalog_table.clicks.database_name
        table_name    = aws_glue_catalog_table.clicks.name
      }
    }

    cloudwatch_logging_options {
      enabled         = true
      log_group_name  = aws_cloudwatch_log_group.clicks.name
      log_stream_name = "delivery"
    }
  }

  depends_on = [aws_iam_role_policy.firehose]
}

# The Kinesis agent on the web tier's instances, kept there and configured by Session Manager's sibling.
resource "aws_ssm_document" "kinesis_agent" {
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
          stream = aws_kinesis_firehose_delivery_stream.clicks.name
        }))
      }
    }]
  })
}

resource "aws_ssm_association" "kinesis_agent" {
  name                = aws_ssm_document.kinesis_agent.name
  association_name    = "${var.name}-kinesis-agent"
  schedule_expression = "rate(1 day)"

  targets {
    key    = "tag:Name"
    values = ["${var.name}-web"]
  }
}

data "aws_iam_policy_document" "send_clicks" {
  statement {
    sid       = "SendClicks"
    actions   = ["firehose:PutRecordBatch"]
    resources = [aws_kinesis_firehose_delivery_stream.clicks.arn]
  }
}

resource "aws_iam_role_policy" "web_sends_clicks" {
  name   = "clicks"
  role   = module.pool["web"].role_name
  policy = data.aws_iam_policy_document.send_clicks.json
}
