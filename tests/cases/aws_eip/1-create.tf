resource "aws_eip" "subject" {
  domain = "vpc"
}

output "import_id" {
  value = aws_eip.subject.id
}
