variable "names" { type = list(string) }
resource "aws_vpc" "many" {
  for_each   = var.names
  cidr_block = "10.0.0.0/16"
}
