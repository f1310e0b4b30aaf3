variable "names" {
  type      = set(string)
  sensitive = true
}
resource "aws_vpc" "many" {
  for_each   = var.names
  cidr_block = "10.0.0.0/16"
}
