resource "aws_subnet" "a" {
  vpc_id     = null
  cidr_block = "10.0.1.0/24"
}
