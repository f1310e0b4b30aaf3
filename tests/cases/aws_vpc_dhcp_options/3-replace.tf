resource "aws_vpc_dhcp_options" "subject" {
  domain_name                       = "example.org"
  ipv6_address_preferred_lease_time = 1440
  netbios_name_servers              = ["10.0.0.3", "10.0.0.4"]
  netbios_node_type                 = 2
  ntp_servers                       = ["10.0.0.5"]
}

output "import_id" {
  value = aws_vpc_dhcp_options.subject.id
}
