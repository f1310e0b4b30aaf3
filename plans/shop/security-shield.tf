# S5: Shield Standard protects every account by itself. Where the account has a subscription to Shield Advanced, the ways in from outside
# are put under it too: the public load balancer and what stands before it, and the zone that tells where they are.

locals {
  shielded = merge(
    {
      site  = module.balancer["web"].arn
      names = aws_route53_zone.public.arn
    },
    { for edge in aws_cloudfront_distribution.site : "edge" => edge.arn },
  )
}

resource "aws_shield_protection" "main" {
  for_each = { for name, arn in local.shielded : name => arn if var.shield_advanced }

  name         = "${var.name}-${each.key}"
  resource_arn = each.value
}
