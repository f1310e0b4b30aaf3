resource "aws_nat_gateway" "subject" {
  connectivity_type = "private"
  subnet_id         = aws_subnet.public["c"].id
}

output "import_id" {
  value = aws_nat_gateway.subject.id
}
