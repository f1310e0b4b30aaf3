resource "aws_security_group" "g" {
  timeouts {
    create = "ten minutes"
  }
}
