resource "aws_internet_gateway" "subject" {
  vpc_id = aws_vpc.other.id

  tags = {
    Name = "moved"
  }
}

output "import_id" {
  value = aws_internet_gateway.subject.id
}
