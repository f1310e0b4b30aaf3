resource "aws_wafv2_ip_set" "subject" {
  name               = "case-offices"
  description        = "where people sat"
  scope              = "REGIONAL"
  ip_address_version = "IPV4"
  addresses          = ["192.0.2.0/24"]

  tags = {
    Name  = "case-offices"
    Floor = "2"
  }
}

output "import_id" {
  value = "${aws_wafv2_ip_set.subject.id}/${aws_wafv2_ip_set.subject.name}/REGIONAL"
}
