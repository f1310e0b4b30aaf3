# A load balancer with one target group and an HTTP listener that forwards to it.

resource "aws_lb" "main" {
  # checkov:skip=CKV_AWS_150:Protected in the environments that are (`protected`)
  # checkov:skip=CKV2_AWS_20:The redirect stands beside the certificate, in security-certificate.tf; the WAS's answers in the VPC only
  # checkov:skip=CKV2_AWS_28:The firewall stands in security-firewall.tf

  name                       = var.name
  internal                   = var.internal
  load_balancer_type         = "application"
  subnets                    = var.subnet_ids
  security_groups            = [var.security_group_id]
  drop_invalid_header_fields = true
  enable_deletion_protection = var.protected

  access_logs {
    enabled = true
    bucket  = var.access_log
    prefix  = var.name
  }
}

# Instances are the targets: under ECS each with the port that a container got there, else with the group's. A group cannot change its port,
# so another one takes its place before it goes.
resource "aws_lb_target_group" "main" {
  # checkov:skip=CKV_AWS_378:TLS ends at the load balancer; only it may reach the instances

  name                 = var.target_port == 80 ? var.name : "${var.name}-${var.target_port}"
  vpc_id               = var.vpc_id
  port                 = var.target_port
  protocol             = "HTTP"
  target_type          = "instance"
  deregistration_delay = 30

  health_check {
    path                = var.health_path
    matcher             = "200-399"
    interval            = 15
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }

  lifecycle {
    create_before_destroy = true
  }
}

# The other one, where a second set of tasks is brought in beside the first.
resource "aws_lb_target_group" "green" {
  # checkov:skip=CKV_AWS_378:TLS ends at the load balancer; only it may reach the instances

  count = var.live_group == null ? 0 : 1

  name                 = "${var.name}-green"
  vpc_id               = var.vpc_id
  port                 = var.target_port
  protocol             = "HTTP"
  target_type          = "instance"
  deregistration_delay = 30

  health_check {
    path                = var.health_path
    matcher             = "200-399"
    interval            = 15
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

locals {
  live_group_arn = var.live_group == "green" ? join("", aws_lb_target_group.green[*].arn) : aws_lb_target_group.main.arn
}

resource "aws_lb_listener" "http" {
  # checkov:skip=CKV_AWS_2,CKV_AWS_103:To the outside it redirects where there is a certificate (security-certificate.tf); the WAS's answers in the VPC only

  load_balancer_arn = aws_lb.main.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = local.live_group_arn
  }
}

# Pages that are for operators only are not there for anybody who comes this way.
resource "aws_lb_listener_rule" "hidden" {
  listener_arn = aws_lb_listener.http.arn
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
      values = var.hidden_paths
    }
  }

  tags = {
    Name = "${var.name}-hidden"
  }
}
