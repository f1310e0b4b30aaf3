data "aws_region" "b" {}
moved {
  from = data.aws_region.a
  to   = data.aws_region.b
}
