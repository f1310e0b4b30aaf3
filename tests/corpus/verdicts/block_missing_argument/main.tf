resource "aws_security_group" "g" {
  ingress {
    protocol = "tcp"
  }
}
