resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
  depends_on = ["nothing at all"]
}
