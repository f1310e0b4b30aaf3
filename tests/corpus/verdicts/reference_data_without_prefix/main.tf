data "aws_region" "current" {}
output "a" { value = aws_region.current.name }
