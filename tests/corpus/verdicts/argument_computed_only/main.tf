resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  arn        = "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1"
}
