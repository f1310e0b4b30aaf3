resource "aws_security_group" "g" {
  dynamic "ingress" {
    content {
      from_port = 1
      to_port   = 1
      protocol  = "tcp"
    }
  }
}
