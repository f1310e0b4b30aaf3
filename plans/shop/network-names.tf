# N5: the public zone, in which the certificate is validated too, and a private one for names inside the VPC.

resource "aws_route53_zone" "public" {
  # checkov:skip=CKV2_AWS_38:Wants a key in us-east-1, and a DS record at the registrar that no plan can enter; wrong, it takes the site off the net
  # checkov:skip=CKV2_AWS_39:Names that are public anyway, and a log group in us-east-1, outside the one region of this estate

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
