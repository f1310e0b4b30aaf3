resource "aws_vpc" "subject" {
  cidr_block           = "10.1.0.0/16"
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = {
    Name = "second"
    Keep = "same"
    New  = ""
  }
}

output "import_id" {
  value = aws_vpc.subject.id
}
