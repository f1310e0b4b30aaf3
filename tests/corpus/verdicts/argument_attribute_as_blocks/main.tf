resource "aws_security_group" "g" {
  ingress = [{
    from_port = 80, to_port = 80, protocol = "tcp", cidr_blocks = ["0.0.0.0/0"],
    description = null, ipv6_cidr_blocks = null, prefix_list_ids = null, security_groups = null, self = null
  }]
}
