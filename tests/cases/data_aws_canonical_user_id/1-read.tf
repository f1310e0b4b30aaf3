data "aws_canonical_user_id" "current" {}

output "user" {
  value = data.aws_canonical_user_id.current
}
