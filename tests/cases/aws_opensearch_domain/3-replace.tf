resource "aws_opensearch_domain" "subject" {
  domain_name = "searched-2"

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

output "import_id" {
  value = aws_opensearch_domain.subject.domain_name
}
