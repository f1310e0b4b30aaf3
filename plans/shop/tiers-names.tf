# N5: the site under its domain, and the internal load balancer under a name that does not change with it.

locals {
  site_names = [var.domain, "www.${var.domain}"]
  was_name   = "was.${aws_route53_zone.internal.name}"
}

resource "aws_route53_record" "site" {
  for_each = toset(local.site_names)

  zone_id = aws_route53_zone.public.zone_id
  name    = each.key
  type    = "A"

  alias {
    name                   = module.balancer["web"].dns_name
    zone_id                = module.balancer["web"].zone_id
    evaluate_target_health = true
  }
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
