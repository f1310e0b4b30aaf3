resource "aws_vpc" "subject" {
  cidr_block       = "10.1.0.0/16"
  instance_tenancy = "default"

  tags = {
    Name = "first"
    Keep = "same"
  }
}

output "import_id" {
  value = aws_vpc.subject.id
}
