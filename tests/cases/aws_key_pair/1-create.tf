resource "aws_key_pair" "subject" {
  key_name   = "deployer"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOrhyHk7VZfEs/SQ52rDEXLEOWkPjuFBQruFGmH5pJ8O one@example.com"
}

output "import_id" {
  value = aws_key_pair.subject.key_name
}
