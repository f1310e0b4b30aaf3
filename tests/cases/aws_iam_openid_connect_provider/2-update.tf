resource "aws_iam_openid_connect_provider" "subject" {
  url             = "https://oidc.example.com/id/subject"
  client_id_list  = ["sts.amazonaws.com", "other"]
  thumbprint_list = ["990f4193972f2becf12ddeda5237f9c952f20d9e", "cf23df2207d99a74fbe169e3eba035e633b65d94"]

  tags = {
    Name = "provider"
  }
}

output "import_id" {
  value = aws_iam_openid_connect_provider.subject.arn
}
