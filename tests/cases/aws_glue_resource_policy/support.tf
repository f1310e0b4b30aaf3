data "aws_region" "here" {}

data "aws_caller_identity" "me" {}
