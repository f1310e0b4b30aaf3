resource "aws_security_group" "g" {
  dynamic "ingress" {
    for_each = [80]
    labels   = ["x"]
    content {
      from_port = 1
      to_port   = 1
      protocol  = "tcp"
    }
  }
}
