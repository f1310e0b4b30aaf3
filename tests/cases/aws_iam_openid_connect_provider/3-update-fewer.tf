resource "aws_iam_openid_connect_provider" "subject" {
  url             = "https://oidc.example.com/id/subject"
  client_id_list  = ["other"]
  thumbprint_list = ["990f4193972f2becf12ddeda5237f9c952f20d9e"]
}

output "import_id" {
  value = aws_iam_openid_connect_provider.subject.arn
}
