resource "aws_vpc_dhcp_options_association" "subject" {
  dhcp_options_id = aws_vpc_dhcp_options.main["two"].id
  vpc_id          = aws_vpc.main["two"].id
}

output "import_id" {
  value = aws_vpc.main["two"].id
}
