resource "aws_security_group" "g" {
  timeouts {
    create = "10m"
  }
  timeouts {
    delete = "10m"
  }
}
