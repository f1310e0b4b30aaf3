resource "aws_eip" "subject" {
  domain = "vpc"

  tags = {
    Name = "address"
  }
}

output "import_id" {
  value = aws_eip.subject.id
}
