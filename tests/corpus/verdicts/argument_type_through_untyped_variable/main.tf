variable "zones" { default = ["a"] }
resource "aws_vpc" "main" { cidr_block = var.zones }
