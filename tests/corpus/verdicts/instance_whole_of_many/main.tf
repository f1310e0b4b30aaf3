resource "aws_vpc" "main" {
  count      = 2
  cidr_block = "10.0.0.0/16"
}
resource "aws_vpc" "each" {
  for_each   = toset(["a"])
  cidr_block = "10.0.0.0/16"
}
output "a" { value = [aws_vpc.main, length(aws_vpc.main), aws_vpc.main[*].id, keys(aws_vpc.each), values(aws_vpc.each)[*].id] }
output "b" { value = { for k, v in aws_vpc.each : k => v.id } }
