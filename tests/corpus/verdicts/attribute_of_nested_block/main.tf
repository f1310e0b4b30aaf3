resource "aws_security_group" "g" {
  name = "g"
  ingress {
    from_port = 80
    to_port   = 80
    protocol  = "tcp"
  }
}
output "a" { value = aws_security_group.g.ingress[0].from_port }
