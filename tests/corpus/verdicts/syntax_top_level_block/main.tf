resurce "aws_vpc" "a" {}
