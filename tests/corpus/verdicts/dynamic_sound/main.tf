variable "ports" { type = list(number) }
resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = var.ports
    iterator = port
    content {
      from_port = port.value
      to_port   = port.value
      protocol  = "tcp"
    }
  }
  dynamic "egress" {
    for_each = { a = 1 }
    content {
      from_port   = egress.value
      to_port     = egress.value
      protocol    = "tcp"
      description = egress.key
    }
  }
}
