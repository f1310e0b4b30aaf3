resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
output "a" { value = "vpc ${aws_vpc.main.idd} and ${aws_vpc.main.arnn}" }
