resource "aws_internet_gateway" "subject" {
  vpc_id = aws_vpc.main.id
}

output "import_id" {
  value = aws_internet_gateway.subject.id
}
