variable "secret" {
  type      = string
  sensitive = true
}
resource "aws_vpc" "many" {
  for_each   = { a = var.secret }
  cidr_block = "10.0.0.0/16"
}
