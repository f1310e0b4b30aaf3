resource "aws_subnet" "subject" {
  vpc_id                  = aws_vpc.main.id
  cidr_block              = "10.0.1.0/24"
  availability_zone       = "ap-northeast-2a"
  map_public_ip_on_launch = true

  tags = {
    Name = "public"
  }
}

output "import_id" {
  value = aws_subnet.subject.id
}
