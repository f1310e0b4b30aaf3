data "aws_elb_service_account" "subject" {}

data "aws_elb_service_account" "elsewhere" {
  region = "eu-west-1"
}

output "arns" {
  value = [data.aws_elb_service_account.subject.arn, data.aws_elb_service_account.elsewhere.arn]
}
