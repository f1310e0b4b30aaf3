resource "aws_eip_association" "subject" {
  allocation_id        = aws_eip.main.id
  network_interface_id = aws_network_interface.main["first"].id
}

output "import_id" {
  value = aws_eip_association.subject.id
}
