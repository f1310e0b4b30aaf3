resource "aws_key_pair" "subject" {
  key_name   = "deployer"
  public_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGJ/F9iT5Wl6S6Igi8gLApLn9Y2BIOs1PBtVQp25xrGW two@example.com"
}

output "import_id" {
  value = aws_key_pair.subject.key_name
}
