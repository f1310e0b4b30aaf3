resource "aws_security_group" "subject" {
  name_prefix = "subject-"
  description = "Another description is another group"
  vpc_id      = aws_vpc.main.id
}

output "import_id" {
  value = aws_security_group.subject.id
}
