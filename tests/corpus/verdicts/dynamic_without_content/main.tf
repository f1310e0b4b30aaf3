resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = [80]
  }
}
