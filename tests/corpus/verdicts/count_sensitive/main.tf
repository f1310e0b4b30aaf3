variable "n" {
  type      = number
  sensitive = true
}
resource "aws_vpc" "many" {
  count      = var.n
  cidr_block = "10.0.0.0/16"
}
