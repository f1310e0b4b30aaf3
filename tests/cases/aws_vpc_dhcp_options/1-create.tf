resource "aws_vpc_dhcp_options" "subject" {
  domain_name         = "example.com"
  domain_name_servers = ["10.0.0.2", "AmazonProvidedDNS"]

  tags = {
    Name = "options"
  }
}

output "import_id" {
  value = aws_vpc_dhcp_options.subject.id
}
