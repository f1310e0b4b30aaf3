resource "aws_wafv2_ip_set" "subject" {
  name               = "case-offices"
  description        = "where people sit"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = ["192.0.2.0/24", "198.51.100.7/32"]

  tags = {
    Name = "case-offices"
  }
}

output "import_id" {
  value = "${aws_wafv2_ip_set.subject.id}/${aws_wafv2_ip_set.subject.name}/REGIONAL"
}
