resource "aws_opensearch_domain" "subject" {
  domain_name    = "searched"
  engine_version = "OpenSearch_2.17"

  access_policies = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root" }
      Action    = "es:ESHttp*"
      Resource  = "arn:aws:es:${data.aws_region.here.name}:${data.aws_caller_identity.current.account_id}:domain/searched/*"
    }]
  })

  advanced_options = {
    "indices.fielddata.cache.size" = "20"
  }

  advanced_security_options {
    enabled                        = true
    internal_user_database_enabled = true

    master_user_options {
      master_user_name     = "admin"
      master_user_password = "Searched-2!"
    }
  }

  auto_tune_options {
    desired_state       = "DISABLED"
    rollback_on_disable = "NO_ROLLBACK"
  }

  cluster_config {
    dedicated_master_count   = 3
    dedicated_master_enabled = true
    dedicated_master_type    = "m6g.large.search"
    instance_type            = "r6g.xlarge.search"
    instance_count           = 3
    warm_count               = 2
    warm_enabled             = true
    warm_type                = "ultrawarm1.medium.search"

    cold_storage_options {
      enabled = true
    }
  }

  domain_endpoint_options {
    enforce_https       = true
    tls_security_policy = "Policy-Min-TLS-1-2-2019-07"
  }

  ebs_options {
    ebs_enabled = true
    iops        = 4000
    throughput  = 250
    volume_size = 40
    volume_type = "gp3"
  }

  encrypt_at_rest {
    enabled = true
  }

  log_publishing_options {
    cloudwatch_log_group_arn = aws_cloudwatch_log_group.main.arn
    enabled                  = false
    log_type                 = "INDEX_SLOW_LOGS"
  }

  log_publishing_options {
    cloudwatch_log_group_arn = aws_cloudwatch_log_group.main.arn
    log_type                 = "SEARCH_SLOW_LOGS"
  }

  node_to_node_encryption {
    enabled = true
  }

  off_peak_window_options {
    off_peak_window {
      window_start_time {
        hours   = 4
        minutes = 30
      }
    }
  }

  snapshot_options {
    automated_snapshot_start_hour = 5
  }

  software_update_options {
    auto_software_update_enabled = true
  }

  tags = {
    Stage = "test"
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
