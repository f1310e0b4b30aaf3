resource "aws_subnet" "subject" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/25"
  availability_zone = "ap-northeast-2c"

  tags = {
    Name = "elsewhere"
  }
}

output "import_id" {
  value = aws_subnet.subject.id
}
