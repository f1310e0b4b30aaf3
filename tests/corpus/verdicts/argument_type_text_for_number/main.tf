resource "aws_security_group" "g" {
  ingress {
    from_port = "eighty"
    to_port   = "80"
    protocol  = "tcp"
  }
}
