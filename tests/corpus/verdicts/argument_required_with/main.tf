resource "aws_vpc" "main" { ipv4_netmask_length = 20 }
