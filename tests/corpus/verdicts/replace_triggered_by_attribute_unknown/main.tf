resource "aws_vpc" "a" { cidr_block = "10.0.0.0/16" }
resource "aws_vpc" "b" {
  cidr_block = "10.0.0.0/16"
  lifecycle {
    replace_triggered_by = [aws_vpc.a.idd]
  }
}
