resource "aws_network_interface" "subject" {
  subnet_id               = aws_subnet.main["c"].id
  description             = "in order"
  private_ip_list         = ["10.0.3.20", "10.0.3.10"]
  private_ip_list_enabled = true
  security_groups         = [aws_security_group.main["second"].id]
}

output "import_id" {
  value = aws_network_interface.subject.id
}
