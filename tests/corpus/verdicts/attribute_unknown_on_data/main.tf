data "aws_region" "current" {}
output "a" { value = data.aws_region.current.nam }
