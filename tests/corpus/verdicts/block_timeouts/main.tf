resource "aws_security_group" "g" {
  timeouts {
    create = "10m"
    read   = "1m"
  }
}
