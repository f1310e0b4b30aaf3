resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "x" }
}
output "a" { value = aws_vpc.main.tags["Nmae"] }
output "b" { value = aws_vpc.main.tags.Other }
