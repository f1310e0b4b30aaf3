# S5: Shield Standard protects every account by itself. Where the account has a subscription to Shield Advanced, the ways in from outside
# are put under it too: the public load balancer, and the zone that tells where it is.

locals {
  shielded = {
    site  = module.balancer["web"].arn
    names = aws_route53_zone.public.arn
  }
}

resource "aws_shield_protection" "main" {
  for_each = { for name, arn in local.shielded : name => arn if var.shield_advanced }

  name         = "${var.name}-${each.key}"
  resource_arn = each.value
}
