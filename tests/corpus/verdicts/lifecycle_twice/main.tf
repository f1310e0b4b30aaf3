resource "aws_vpc" "b" {
  cidr_block = "10.0.0.0/16"
  lifecycle {
    prevent_destroy = true
  }
  lifecycle {
    create_before_destroy = true
  }
}
