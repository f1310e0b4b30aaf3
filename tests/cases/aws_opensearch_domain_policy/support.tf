# The times are short since Terraform looks at a domain after ten minutes only, or when they are up.
resource "aws_opensearch_domain" "main" {
  domain_name    = "governed"
  engine_version = "OpenSearch_2.17"

  cluster_config {
    instance_type = "t3.small.search"
  }

  ebs_options {
    ebs_enabled = true
    volume_size = 10
  }

  timeouts {
    create = "2m"
    update = "2m"
    delete = "2m"
  }
}
