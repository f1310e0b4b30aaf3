# S3: what was recorded is asked by Athena in a workgroup of the auditors' own, and what nobody should wait for is counted at once.

resource "aws_glue_catalog_database" "audit" {
  name        = "${replace(var.name, "-", "_")}_audit"
  description = "Use of the account, and traffic in the VPC"
}

locals {
  audit_tables = {
    trail = {
      description = "Calls of the AWS API, by region and day"
      location    = "trail/AWSLogs/${data.aws_caller_identity.current.account_id}/CloudTrail/"
      partitions  = ["region", "day"]
      format      = "cloudtrail"
      input       = "com.amazon.emr.cloudtrail.CloudTrailInputFormat"
      output      = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"
      serde       = "org.apache.hive.hcatalog.data.JsonSerDe"

      columns = [
        { name = "eventtime", type = "string" },
        { name = "eventsource", type = "string" },
        { name = "eventname", type = "string" },
        { name = "awsregion", type = "string" },
        { name = "sourceipaddress", type = "string" },
        { name = "useragent", type = "string" },
        { name = "errorcode", type = "string" },
        { name = "errormessage", type = "string" },
        { name = "readonly", type = "string" },
        { name = "useridentity", type = "struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string,username:string>" },
        { name = "requestparameters", type = "string" },
        { name = "responseelements", type = "string" },
        { name = "additionaleventdata", type = "string" },
      ]
    }

    flows = {
      description = "Who talked to whom in the VPC, and who was refused, by day"
      location    = "flows/AWSLogs/${data.aws_caller_identity.current.account_id}/vpcflowlogs/${var.region}/"
      partitions  = ["day"]
      format      = "parquet"
      input       = local.parquet.input
      output      = local.parquet.output
      serde       = local.parquet.serde

      columns = [
        { name = "version", type = "int" },
        { name = "account_id", type = "string" },
        { name = "interface_id", type = "string" },
        { name = "srcaddr", type = "string" },
        { name = "dstaddr", type = "string" },
        { name = "srcport", type = "int" },
        { name = "dstport", type = "int" },
        { name = "protocol", type = "bigint" },
        { name = "packets", type = "bigint" },
        { name = "bytes", type = "bigint" },
        { name = "start", type = "bigint" },
        { name = "end", type = "bigint" },
        { name = "action", type = "string" },
        { name = "log_status", type = "string" },
      ]
    }
  }

  # Where an account may be used without anybody having asked for the region.
  audited_regions = [
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1",
    "eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1", "us-east-1", "us-east-2", "us-west-1", "us-west-2",
  ]
}

# Athena works out which days and regions there are.
resource "aws_glue_catalog_table" "audit" {
  for_each = local.audit_tables

  database_name = aws_glue_catalog_database.audit.name
  name          = each.key
  description   = each.value.description
  table_type    = "EXTERNAL_TABLE"

  parameters = merge(
    {
      classification              = each.value.format
      EXTERNAL                    = "TRUE"
      "projection.enabled"        = "true"
      "projection.day.type"       = "date"
      "projection.day.format"     = "yyyy/MM/dd"
      "projection.day.range"      = "2024/01/01,NOW"
      "storage.location.template" = "s3://${module.audit.id}/${each.value.location}${join("/", [for name in each.value.partitions : "$${${name}}"])}/"
    },
    contains(each.value.partitions, "region") ? {
      "projection.region.type"   = "enum"
      "projection.region.values" = join(",", local.audited_regions)
    } : {},
  )

  dynamic "partition_keys" {
    for_each = each.value.partitions

    content {
      name = partition_keys.value
      type = "string"
    }
  }

  storage_descriptor {
    location      = "s3://${module.audit.id}/${each.value.location}"
    input_format  = each.value.input
    output_format = each.value.output

    ser_de_info {
      serialization_library = each.value.serde
      parameters            = { "serialization.format" = "1" }
    }

    dynamic "columns" {
      for_each = each.value.columns

      content {
        name = columns.value.name
        type = columns.value.type
      }
    }
  }
}

resource "aws_athena_workgroup" "audit" {
  name          = "${var.name}-audit"
  description   = "Questions about the use of ${var.name}"
  force_destroy = var.disposable

  configuration {
    enforce_workgroup_configuration    = true
    publish_cloudwatch_metrics_enabled = true
    bytes_scanned_cutoff_per_query     = var.athena_scan_limit_gib * pow(1024, 3)

    result_configuration {
      output_location = "s3://${module.audit.id}/answers/"

      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = aws_kms_key.audit.arn
      }
    }
  }
}

locals {
  audit_questions = {
    root_use             = "Calls of the account's root user"
    denied_calls         = "Who was denied what, and how often"
    sign_ins_without_mfa = "Sign-ins to the console without a second factor"
    permission_changes   = "Changes of permissions and keys"
    deletions            = "What was deleted, and by whom"
    refused_traffic      = "Addresses whose traffic was refused most"
  }
}

resource "aws_athena_named_query" "audit" {
  for_each = local.audit_questions

  name        = each.key
  description = each.value
  workgroup   = aws_athena_workgroup.audit.name
  database    = aws_glue_catalog_database.audit.name
  query       = file("${path.module}/assets/sql/audit/${each.key}.sql")
}

# Calls that somebody should hear of at once.
locals {
  watched_calls = {
    root_use = {
      title   = "The root user did something"
      pattern = "{ ($.userIdentity.type = \"Root\") && ($.userIdentity.invokedBy NOT EXISTS) && ($.eventType != \"AwsServiceEvent\") }"
      limit   = 0
    }
    denied_calls = {
      title   = "Many calls were denied"
      pattern = "{ ($.errorCode = \"*UnauthorizedOperation\") || ($.errorCode = \"AccessDenied*\") }"
      limit   = 20
    }
    sign_ins_without_mfa = {
      title   = "Somebody signed in without a second factor"
      pattern = "{ ($.eventName = \"ConsoleLogin\") && ($.userIdentity.type = \"IAMUser\") && ($.additionalEventData.MFAUsed != \"Yes\") && ($.responseElements.ConsoleLogin = \"Success\") }"
      limit   = 0
    }
    trail_changes = {
      title   = "The trail was changed or stopped"
      pattern = "{ ($.eventName = \"StopLogging\") || ($.eventName = \"UpdateTrail\") || ($.eventName = \"DeleteTrail\") || ($.eventName = \"PutEventSelectors\") }"
      limit   = 0
    }
  }
}

resource "aws_cloudwatch_log_metric_filter" "calls" {
  for_each = local.watched_calls

  name           = "${var.name}-${replace(each.key, "_", "-")}"
  log_group_name = aws_cloudwatch_log_group.trail.name
  pattern        = each.value.pattern

  metric_transformation {
    namespace     = "${var.name}/account"
    name          = each.key
    value         = "1"
    default_value = "0"
  }
}

# S4: auditors see everything's settings by AWS's own policy (tiers-access.tf), and may ask these questions.
data "aws_iam_policy_document" "auditors" {
  statement {
    sid = "Ask"
    actions = [
      "athena:BatchGetNamedQuery",
      "athena:GetNamedQuery",
      "athena:GetQueryExecution",
      "athena:GetQueryResults",
      "athena:GetWorkGroup",
      "athena:ListNamedQueries",
      "athena:ListQueryExecutions",
      "athena:StartQueryExecution",
      "athena:StopQueryExecution",
    ]
    resources = [aws_athena_workgroup.audit.arn]
  }

  statement {
    sid     = "KnowTables"
    actions = ["glue:GetDatabase", "glue:GetTable", "glue:GetTables"]
    resources = concat(
      ["arn:${data.aws_partition.current.partition}:glue:${var.region}:${data.aws_caller_identity.current.account_id}:catalog"],
      [aws_glue_catalog_database.audit.arn],
      [for table in aws_glue_catalog_table.audit : table.arn],
    )
  }

  statement {
    sid       = "ReadRecords"
    actions   = ["s3:GetBucketLocation", "s3:GetObject", "s3:ListBucket"]
    resources = [module.audit.arn, "${module.audit.arn}/*"]
  }

  statement {
    sid       = "KeepAnswers"
    actions   = ["s3:AbortMultipartUpload", "s3:PutObject"]
    resources = ["${module.audit.arn}/answers/*"]
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.audit.arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${var.region}.${data.aws_partition.current.dns_suffix}"]
    }
  }
}

resource "aws_iam_policy" "auditors" {
  name        = "${var.name}-auditors"
  description = "What auditors of ${var.name} may do"
  policy      = data.aws_iam_policy_document.auditors.json
}

resource "aws_iam_group_policy_attachment" "auditors" {
  group      = aws_iam_group.staff["auditors"].name
  policy_arn = aws_iam_policy.auditors.arn
}
