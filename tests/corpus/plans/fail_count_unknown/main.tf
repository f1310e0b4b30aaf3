# The number of instances is known only after apply.

resource "aws_eip" "e" {}

module "m" {
  source = "./m"
  ips    = [aws_eip.e.public_ip]
}
