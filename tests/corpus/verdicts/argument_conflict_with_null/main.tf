resource "aws_security_group" "g" {
  name        = "a"
  name_prefix = null
}
