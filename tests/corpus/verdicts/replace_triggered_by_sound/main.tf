resource "aws_vpc" "a" {
  count      = 2
  cidr_block = "10.0.0.0/16"
}
resource "aws_vpc" "b" {
  count      = 2
  cidr_block = "10.0.0.0/16"
  lifecycle {
    replace_triggered_by = [aws_vpc.a[count.index], aws_vpc.a[0].tags, aws_vpc.a]
  }
}
