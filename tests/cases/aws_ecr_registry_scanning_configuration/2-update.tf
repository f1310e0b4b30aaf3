resource "aws_ecr_registry_scanning_configuration" "subject" {
  scan_type = "ENHANCED"

  rule {
    scan_frequency = "CONTINUOUS_SCAN"

    repository_filter {
      filter      = "prod*"
      filter_type = "WILDCARD"
    }
  }
}

output "import_id" {
  value = aws_ecr_registry_scanning_configuration.subject.id
}
