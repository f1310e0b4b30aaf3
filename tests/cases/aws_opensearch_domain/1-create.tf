resource "aws_opensearch_domain" "subject" {
  domain_name    = "searched"
  engine_version = "OpenSearch_2.15"

  access_policies = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
      Action    = "es:*"
      Resource  = "arn:aws:es:${data.aws_region.here.name}:${data.aws_caller_identity.current.account_id}:domain/searched/*"
    }]
  })

  advanced_options = {
    "indices.fielddata.cache.size" = "40"
  }

  advanced_security_options {
    enabled                        = true
    internal_user_database_enabled = true

    master_user_options {
      master_user_name     = "admin"
      master_user_password = "Searched-1!"
    }
  }

  cluster_config {
    instance_type  = "r6g.large.search"
    instance_count = 2

    zone_awareness_enabled = true

    zone_awareness_config {
      availability_zone_count = 2
    }
  }

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-PFS-2023-10"
  }

  ebs_options {
    ebs_enabled = true
    volume_size = 20
    volume_type = "gp3"
  }

  encrypt_at_rest {
    enabled = true
  }

  log_publishing_options {
    cloudwatch_log_group_arn = aws_cloudwatch_log_group.main.arn
    log_type                 = "INDEX_SLOW_LOGS"
  }

  node_to_node_encryption {
    enabled = true
  }

  snapshot_options {
    automated_snapshot_start_hour = 3
  }

  tags = {
    Name = "searched"
  }

  timeouts {
    create = "2m"
    update = "2m"
    delete = "2m"
  }
}

output "import_id" {
  value = aws_opensearch_domain.subject.domain_name
}
