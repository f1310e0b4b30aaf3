variable "prefix" { type = string }
resource "aws_security_group" "g" {
  name        = "a"
  name_prefix = var.prefix
}
