resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_vpc" "many" {
  count      = aws_vpc.main.id == "" ? 1 : 2
  cidr_block = "10.0.0.0/16"
}
