# N5: the public zone, in which the certificate is validated too, and a private one for names inside the VPC.

resource "aws_route53_zone" "public" {
  name          = var.domain
  comment       = "Public names of ${var.name}"
  force_destroy = var.disposable
}

resource "aws_route53_zone" "internal" {
  name          = "${var.name}.internal"
  comment       = "Names inside the VPC of ${var.name}"
  force_destroy = var.disposable

  vpc {
    vpc_id = aws_vpc.main.id
  }
}
