variable "ports" { type = list(number) }
resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = var.ports
    content {
      from_prot = ingress.value
      from_port = 1
      to_port   = 1
      protocol  = "tcp"
    }
  }
}
