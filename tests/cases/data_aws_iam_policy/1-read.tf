data "aws_iam_policy" "by_arn" {
  arn = aws_iam_policy.main.arn
}

data "aws_iam_policy" "by_name" {
  name        = aws_iam_policy.main.name
  path_prefix = "/found/"
}

output "policies" {
  value = [data.aws_iam_policy.by_arn, data.aws_iam_policy.by_name]
}
