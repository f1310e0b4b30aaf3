resource "aws_network_acl_association" "subject" {
  network_acl_id = aws_network_acl.main["two"].id
  subnet_id      = aws_subnet.main.id
}

output "import_id" {
  value = aws_network_acl_association.subject.id
}
