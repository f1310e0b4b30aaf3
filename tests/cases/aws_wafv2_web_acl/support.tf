resource "aws_wafv2_ip_set" "main" {
  name               = "case-acl-offices"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = ["192.0.2.0/24"]
}

resource "aws_wafv2_regex_pattern_set" "main" {
  name  = "case-acl-bots"
  scope = "REGIONAL"

  regular_expression {
    regex_string = "bot"
  }
}
