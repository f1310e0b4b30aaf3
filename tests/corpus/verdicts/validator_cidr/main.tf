resource "aws_vpc" "main" { cidr_block = "10.0.0.1/16" }
resource "aws_vpc" "text" { cidr_block = "ten" }
resource "aws_vpc" "large" { cidr_block = "10.0.0.0/8" }
