resource "aws_codestarconnections_connection" "subject" {
  name          = "delivery-star"
  provider_type = "Bitbucket"

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_codestarconnections_connection.subject.id
}
