resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = [80]
    content {
      from_port = ingress.val
      to_port   = 1
      protocol  = "tcp"
    }
  }
}
