resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
output "a" { value = try(aws_vpc.main.idd, "none") }
