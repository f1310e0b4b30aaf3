resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = [80]
    iterator = port
    content {
      from_port = ingress.value
      to_port   = port.value
      protocol  = "tcp"
    }
  }
}
