resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = 5
    content {
      from_port = 1
      to_port   = 1
      protocol  = "tcp"
    }
  }
}
