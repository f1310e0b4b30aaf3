resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "ap-northeast-2a"
}

resource "aws_instance" "main" {
  ami           = "ami-760aaa0f"
  instance_type = "t3.micro"
  private_ip    = "10.0.1.9"
  subnet_id     = aws_subnet.main.id
  user_data     = "hello world"

  tags = {
    Name = "alone"
  }
}
