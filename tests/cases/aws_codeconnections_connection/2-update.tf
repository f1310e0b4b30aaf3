resource "aws_codeconnections_connection" "subject" {
  name          = "delivery-newer"
  provider_type = "GitHub"

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_codeconnections_connection.subject.id
}
