resource "aws_iam_openid_connect_provider" "subject" {
  url             = "https://oidc.example.com/id/subject"
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = ["cf23df2207d99a74fbe169e3eba035e633b65d94"]
}

output "import_id" {
  value = aws_iam_openid_connect_provider.subject.arn
}
