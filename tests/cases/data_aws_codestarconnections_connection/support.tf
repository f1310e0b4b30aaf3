resource "aws_codestarconnections_connection" "main" {
  name          = "delivery-read"
  provider_type = "GitHub"

  tags = {
    Name = "read"
  }
}
