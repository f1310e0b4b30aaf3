resource "aws_wafv2_ip_set" "main" {
  name               = "case-read-offices"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = ["192.0.2.0/24"]
}
