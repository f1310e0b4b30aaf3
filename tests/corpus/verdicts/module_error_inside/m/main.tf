resource "aws_vpc" "a" { cidr_blok = "10.0.0.0/16" }
output "x" { value = var.gone }
