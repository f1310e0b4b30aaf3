# N5, S2: a certificate that AWS renews by itself, and the way into the site that is encrypted; whoever comes unencrypted is sent there.

# Where the domain changes, the new certificate is there before the listener lets go of the old one.
resource "aws_acm_certificate" "site" {
  count = var.encrypted ? 1 : 0

  domain_name               = local.site_names[0]
  subject_alternative_names = slice(local.site_names, 1, length(local.site_names))
  validation_method         = "DNS"

  tags = {
    Name = "${var.name}-site"
  }

  lifecycle {
    create_before_destroy = true
  }
}

# What proves to AWS that the domain is ours. The records stay: by them AWS renews the certificate.
resource "aws_route53_record" "validation" {
  for_each = {
    for option in var.encrypted ? aws_acm_certificate.site[0].domain_validation_options : toset([]) : option.domain_name => {
      name  = option.resource_record_name
      type  = option.resource_record_type
      value = option.resource_record_value
    }
  }

  zone_id = aws_route53_zone.public.zone_id
  name    = each.value.name
  type    = each.value.type
  records = [each.value.value]
  ttl     = 300

  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "site" {
  count = var.encrypted ? 1 : 0

  certificate_arn         = aws_acm_certificate.site[0].arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

resource "aws_lb_listener" "https" {
  count = var.encrypted ? 1 : 0

  load_balancer_arn = module.balancer["web"].arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  certificate_arn   = aws_acm_certificate_validation.site[0].certificate_arn

  default_action {
    type             = "forward"
    target_group_arn = module.balancer["web"].target_group_arn
  }
}

# Pages that are for operators only are not there for anybody who comes this way either.
resource "aws_lb_listener_rule" "hidden" {
  count = var.encrypted ? 1 : 0

  listener_arn = aws_lb_listener.https[0].arn
  priority     = 100

  action {
    type = "fixed-response"

    fixed_response {
      content_type = "text/plain"
      message_body = "Not found"
      status_code  = "404"
    }
  }

  condition {
    path_pattern {
      values = module.balancer["web"].hidden_paths
    }
  }

  tags = {
    Name = "${var.name}-web-hidden"
  }
}

# Before every other rule of the unencrypted listener, once the encrypted one answers.
resource "aws_lb_listener_rule" "to_https" {
  count = var.encrypted ? 1 : 0

  listener_arn = module.balancer["web"].http_listener_arn
  priority     = 1

  action {
    type = "redirect"

    redirect {
      protocol    = "HTTPS"
      port        = "443"
      status_code = "HTTP_301"
    }
  }

  condition {
    path_pattern {
      values = ["/*"]
    }
  }

  tags = {
    Name = "${var.name}-web-to-https"
  }

  depends_on = [aws_lb_listener.https]
}
