resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
locals { vpc = aws_vpc.main }
output "a" { value = local.vpc.idd }
