data "aws_region" "current" {}

data "aws_region" "named" {
  name = "us-east-1"
}

output "regions" {
  value = [data.aws_region.current, data.aws_region.named]
}
