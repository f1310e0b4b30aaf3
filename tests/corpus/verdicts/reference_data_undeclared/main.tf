data "aws_region" "current" {}
output "a" { value = data.aws_region.curent.name }
output "b" { value = data.aws_caller_identity.me.account_id }
