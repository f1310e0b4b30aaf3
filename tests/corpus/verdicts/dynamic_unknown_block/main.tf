resource "aws_security_group" "g" {
  dynamic "ingres" {
    for_each = [80]
    content {
      from_port = ingres.value
    }
  }
}
