resource "aws_vpc" "subject" {
  cidr_block           = "10.2.0.0/20"
  enable_dns_hostnames = true

  tags = {
    Name = "third"
  }
}

output "import_id" {
  value = aws_vpc.subject.id
}
