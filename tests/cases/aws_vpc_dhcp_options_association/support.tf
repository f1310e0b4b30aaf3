resource "aws_vpc" "main" {
  for_each = { one = "10.0.0.0/16", two = "10.1.0.0/16" }

  cidr_block = each.value

  tags = {
    Name = each.key
  }
}

resource "aws_vpc_dhcp_options" "main" {
  for_each = toset(["one", "two"])

  domain_name = "${each.key}.example.com"
}
