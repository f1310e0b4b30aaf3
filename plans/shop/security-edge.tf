# N5: the site under its domain. What answers there is the public load balancer, or CloudFront, which keeps what all customers get near them
# (versions/1.1.tfvars).

locals {
  site_names = [var.domain, "www.${var.domain}"]

  # Every alias of an A record is a name and the zone that the name lies in.
  front = var.cdn ? {
    name    = aws_cloudfront_distribution.site[0].domain_name
    zone_id = aws_cloudfront_distribution.site[0].hosted_zone_id
    } : {
    name    = module.balancer["web"].dns_name
    zone_id = module.balancer["web"].zone_id
  }
}

resource "aws_route53_record" "site" {
  for_each = toset(local.site_names)

  zone_id = aws_route53_zone.public.zone_id
  name    = each.key
  type    = "A"

  alias {
    name                   = local.front.name
    zone_id                = local.front.zone_id
    evaluate_target_health = !var.cdn
  }
}

resource "aws_acm_certificate" "edge" {
  count    = var.cdn ? 1 : 0
  provider = aws.edge

  domain_name               = local.site_names[0]
  subject_alternative_names = slice(local.site_names, 1, length(local.site_names))
  validation_method         = "DNS"

  tags = {
    Name = "${var.name}-edge"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# A domain proves itself to all of an account's certificates by the same record, whatever their region.
resource "aws_acm_certificate_validation" "edge" {
  count    = var.cdn ? 1 : 0
  provider = aws.edge

  certificate_arn = aws_acm_certificate.edge[0].arn

  depends_on = [aws_route53_record.validation]
}

data "aws_cloudfront_cache_policy" "managed" {
  for_each = toset(var.cdn ? ["CachingDisabled", "CachingOptimized"] : [])

  name = "Managed-${each.key}"
}

# Its host with the rest: by it the load balancer shows the certificate that CloudFront looks for.
data "aws_cloudfront_origin_request_policy" "all" {
  count = var.cdn ? 1 : 0

  name = "Managed-AllViewer"
}

data "aws_cloudfront_response_headers_policy" "careful" {
  count = var.cdn ? 1 : 0

  name = "Managed-SecurityHeadersPolicy"
}

resource "aws_cloudfront_distribution" "site" {
  # checkov:skip=CKV_AWS_68,CKV2_AWS_47:What CloudFront does not answer itself passes the firewall at the load balancer (security-firewall.tf)
  # checkov:skip=CKV_AWS_86:What it does not answer itself is in the load balancer's log
  # checkov:skip=CKV_AWS_305:The programs answer for the root, too
  # checkov:skip=CKV_AWS_310:Behind the one load balancer there are two zones
  # checkov:skip=CKV_AWS_374:Customers travel

  count = var.cdn ? 1 : 0

  comment         = "The site of ${var.name}"
  aliases         = local.site_names
  enabled         = true
  is_ipv6_enabled = false
  http_version    = "http2and3"
  price_class     = "PriceClass_200"

  origin {
    origin_id   = "site"
    domain_name = module.balancer["web"].dns_name

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  # Pages are made for who asks for them.
  default_cache_behavior {
    target_origin_id           = "site"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]
    cached_methods             = ["GET", "HEAD"]
    cache_policy_id            = data.aws_cloudfront_cache_policy.managed["CachingDisabled"].id
    origin_request_policy_id   = data.aws_cloudfront_origin_request_policy.all[0].id
    response_headers_policy_id = data.aws_cloudfront_response_headers_policy.careful[0].id
    compress                   = true
  }

  # Pictures, scripts and styles are the same for everybody.
  ordered_cache_behavior {
    path_pattern               = "/static/*"
    target_origin_id           = "site"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    cache_policy_id            = data.aws_cloudfront_cache_policy.managed["CachingOptimized"].id
    origin_request_policy_id   = data.aws_cloudfront_origin_request_policy.all[0].id
    response_headers_policy_id = data.aws_cloudfront_response_headers_policy.careful[0].id
    compress                   = true
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.edge[0].certificate_arn
    minimum_protocol_version = "TLSv1.2_2021"
    ssl_support_method       = "sni-only"
  }

  lifecycle {
    precondition {
      condition     = var.encrypted
      error_message = "CloudFront asks the site by HTTPS: `cdn` wants `encrypted`."
    }
  }

  depends_on = [aws_lb_listener.https]
}
