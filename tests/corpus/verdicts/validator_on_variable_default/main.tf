variable "range" { default = "10.0.0.1/16" }
resource "aws_vpc" "main" { cidr_block = var.range }
