resource "aws_default_security_group" "subject" {
  vpc_id = aws_vpc.main.id
}

output "import_id" {
  value = aws_default_security_group.subject.id
}
