# Version 1.1 of the estate: clicks go through Kinesis, to the lake as in data-clicks.tf, and to OpenSearch, where they are looked at as they come.

resource "aws_kinesis_stream" "clicks" {
  count = local.has_search ? 1 : 0

  name             = "${var.name}-clicks"
  retention_period = 24
  encryption_type  = "KMS"
  kms_key_id       = "alias/aws/kinesis"

  stream_mode_details {
    stream_mode = "ON_DEMAND"
  }
}

data "aws_iam_policy_document" "search" {
  count = local.has_search ? 1 : 0

  statement {
    actions   = ["es:ESHttp*"]
    resources = ["arn:${data.aws_partition.current.partition}:es:${var.region}:${data.aws_caller_identity.current.account_id}:domain/${var.name}-clicks/*"]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.firehose[0].arn]
    }
  }
}

resource "aws_opensearch_domain" "clicks" {
  # checkov:skip=CKV_AWS_84,CKV_AWS_317:A copy of clicks that lie in the lake; what it refuses Firehose keeps (`clicks-not-indexed`), and audit logs want the access control below
  # checkov:skip=CKV_AWS_137,CKV_AWS_248:Outside the VPC there are no security groups; its policy lets in Firehose's role and nobody else
  # checkov:skip=CKV_AWS_318,CKV2_AWS_59:Two small nodes for a copy; masters of their own would cost more than it
  # checkov:skip=CKV2_AWS_52:One role may use it, and all of it

  count = local.has_search ? 1 : 0

  domain_name     = "${var.name}-clicks"
  engine_version  = "OpenSearch_2.17"
  access_policies = data.aws_iam_policy_document.search[0].json

  cluster_config {
    instance_type          = "t3.small.search"
    instance_count         = 2
    zone_awareness_enabled = true

    zone_awareness_config {
      availability_zone_count = 2
    }
  }

  ebs_options {
    ebs_enabled = true
    volume_type = "gp3"
    volume_size = 20
  }

  encrypt_at_rest {
    enabled    = true
    kms_key_id = aws_kms_key.data.arn
  }

  node_to_node_encryption {
    enabled = true
  }

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"
  }
}

resource "aws_kinesis_firehose_delivery_stream" "search" {
  count = local.has_search ? 1 : 0

  name        = "${var.name}-clicks-search"
  destination = "opensearch"

  kinesis_source_configuration {
    kinesis_stream_arn = aws_kinesis_stream.clicks[0].arn
    role_arn           = aws_iam_role.firehose[0].arn
  }

  opensearch_configuration {
    domain_arn            = aws_opensearch_domain.clicks[0].arn
    role_arn              = aws_iam_role.firehose[0].arn
    index_name            = "clicks"
    index_rotation_period = "OneDay"
    buffering_interval    = 60
    s3_backup_mode        = "FailedDocumentsOnly"

    s3_configuration {
      role_arn   = aws_iam_role.firehose[0].arn
      bucket_arn = module.lake["curated"].arn
      prefix     = "clicks-not-indexed/"
    }
  }

  depends_on = [aws_iam_role_policy.firehose]
}
