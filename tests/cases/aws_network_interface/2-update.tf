resource "aws_network_interface" "subject" {
  subnet_id       = aws_subnet.main["a"].id
  description     = "appliance with more"
  private_ips     = ["10.0.1.10", "10.0.1.11", "10.0.1.12"]
  ipv4_prefixes   = ["10.0.1.32/28"]
  security_groups = [for group in aws_security_group.main : group.id]

  tags = {
    Name = "appliance"
  }
}

output "import_id" {
  value = aws_network_interface.subject.id
}
