resource "aws_security_group" "g" {
  ingress = [{ from_port = 80, to_port = 80, protocol = "tcp" }]
}
