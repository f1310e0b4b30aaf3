resource "aws_wafv2_ip_set" "subject" {
  name_prefix        = "case-offices-"
  scope              = "REGIONAL"
  ip_address_version = "IPV6"
  addresses          = ["2001:db8::/32"]
}

output "import_id" {
  value = "${aws_wafv2_ip_set.subject.id}/${aws_wafv2_ip_set.subject.name}/REGIONAL"
}
