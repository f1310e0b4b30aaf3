data "aws_default_tags" "current" {}

output "tags" {
  value = data.aws_default_tags.current
}
