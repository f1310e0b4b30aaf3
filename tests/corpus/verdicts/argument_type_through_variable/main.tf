variable "zones" { type = list(string) }
resource "aws_vpc" "main" { cidr_block = var.zones }
