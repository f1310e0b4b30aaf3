resource "aws_vpc" "main" {
  for_each   = toset(["a"])
  cidr_block = "10.0.0.0/16"
}
output "a" { value = aws_vpc.main["a"].idd }
