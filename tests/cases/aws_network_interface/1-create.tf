resource "aws_network_interface" "subject" {
  subnet_id         = aws_subnet.main["a"].id
  description       = "appliance"
  private_ips       = ["10.0.1.10"]
  security_groups   = [aws_security_group.main["first"].id]
  source_dest_check = false
}

output "import_id" {
  value = aws_network_interface.subject.id
}
