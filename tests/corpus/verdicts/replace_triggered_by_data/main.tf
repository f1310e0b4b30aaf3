data "aws_region" "r" {}
resource "aws_vpc" "b" {
  cidr_block = "10.0.0.0/16"
  lifecycle {
    replace_triggered_by = [data.aws_region.r]
  }
}
