# N5: the internal load balancer under a name that does not change with it.

locals {
  was_name = "was.${aws_route53_zone.internal.name}"
}

resource "aws_route53_record" "was" {
  zone_id = aws_route53_zone.internal.zone_id
  name    = local.was_name
  type    = "A"

  alias {
    name                   = module.balancer["was"].dns_name
    zone_id                = module.balancer["was"].zone_id
    evaluate_target_health = true
  }
}
