variable "name" {
  type = string
}

variable "vpc_id" {
  type = string
}

variable "subnet_ids" {
  type = list(string)
}

variable "settings" {
  type = object({
    port    = number
    min     = number
    max     = number
    volumes = list(object({ size = number, type = optional(string, "gp3"), iops = optional(number) }))
  })

  validation {
    condition     = var.settings.min <= var.settings.max
    error_message = "The smallest size is at most the largest."
  }
}

resource "aws_launch_template" "tier" {
  name_prefix   = "${var.name}-"
  image_id      = "ami-12345678"
  instance_type = "t3.micro"
  user_data     = base64encode(templatefile("${path.module}/start.sh.tftpl", { name = var.name, ports = [var.settings.port, 9100] }))

  dynamic "block_device_mappings" {
    for_each = var.settings.volumes

    content {
      device_name = "/dev/sd${substr("fghij", block_device_mappings.key, 1)}"

      ebs {
        volume_size           = block_device_mappings.value.size
        volume_type           = block_device_mappings.value.type
        iops                  = block_device_mappings.value.iops
        delete_on_termination = true
      }
    }
  }

  dynamic "tag_specifications" {
    for_each = toset(["instance", "volume"])

    content {
      resource_type = tag_specifications.key
      tags          = { Tier = var.name }
    }
  }
}

resource "aws_autoscaling_group" "tier" {
  name                = var.name
  min_size            = var.settings.min
  max_size            = var.settings.max
  vpc_zone_identifier = var.subnet_ids
  target_group_arns   = [aws_lb_target_group.tier.arn]

  launch_template {
    id      = aws_launch_template.tier.id
    version = aws_launch_template.tier.latest_version
  }

  dynamic "tag" {
    for_each = { Name = var.name, Port = var.settings.port }

    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = tag.key == "Name"
    }
  }

  lifecycle {
    ignore_changes        = [desired_capacity, tag]
    create_before_destroy = true
  }
}

resource "aws_lb_target_group" "tier" {
  name     = "${var.name}-tg"
  port     = var.settings.port
  protocol = "HTTP"
  vpc_id   = var.vpc_id

  health_check {
    path    = "/health"
    matcher = var.settings.port == 80 ? "200-299" : null
  }
}

output "port" {
  value = aws_lb_target_group.tier.port
}
