resource "aws_vpc" "b" {
  cidr_block = "10.0.0.0/16"
  lifecycle {
    prevent_destroy       = true
    create_before_destroy = "true"
    ignore_changes        = [tags["Name"], cidr_block]
  }
}
resource "aws_vpc" "c" {
  cidr_block = "10.0.0.0/16"
  lifecycle {
    ignore_changes = all
  }
}
