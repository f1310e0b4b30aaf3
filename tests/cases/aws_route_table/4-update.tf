# No route block keeps what is there; an empty list takes them away.
resource "aws_route_table" "subject" {
  vpc_id = aws_vpc.main.id
  route  = []

  tags = {
    Name = "no way"
  }
}

output "import_id" {
  value = aws_route_table.subject.id
}
