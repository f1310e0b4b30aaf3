resource "aws_security_group" "subject" {
  name                   = "subject"
  vpc_id                 = aws_vpc.main.id
  revoke_rules_on_delete = true
  ingress                = []
  egress                 = []
}

output "import_id" {
  value = aws_security_group.subject.id
}
