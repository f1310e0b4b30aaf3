resource "aws_vpc" "subject" {
  cidr_block                           = "10.1.0.0/16"
  enable_dns_hostnames                 = false
  enable_dns_support                   = false
  enable_network_address_usage_metrics = true
}

output "import_id" {
  value = aws_vpc.subject.id
}
