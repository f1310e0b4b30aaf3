resource "aws_nat_gateway" "subject" {
  allocation_id = aws_eip.main.id
  subnet_id     = aws_subnet.public["a"].id

  tags = {
    Name = "way out"
  }
}

output "import_id" {
  value = aws_nat_gateway.subject.id
}
