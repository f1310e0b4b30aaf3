resource "aws_vpc" "main" {
  count      = 2
  cidr_block = "10.0.0.0/16"
}
output "a" { value = [for v in aws_vpc.main : v.idd] }
