resource "aws_launch_template" "subject" {
  name                                 = "template"
  description                          = "second"
  image_id                             = "ami-12c6146b"
  disable_api_termination              = true
  instance_initiated_shutdown_behavior = "terminate"
  update_default_version               = true
  user_data                            = base64encode("#!/bin/sh\necho second\n")

  capacity_reservation_specification {
    capacity_reservation_preference = "none"
  }

  instance_market_options {
    market_type = "spot"

    spot_options {
      max_price          = "0.05"
      spot_instance_type = "one-time"
    }
  }

  instance_requirements {
    accelerator_count {
      max = 0
    }

    allowed_instance_types = ["m5.*", "m6i.*"]
    bare_metal             = "excluded"

    memory_gib_per_vcpu {
      max = 8
      min = 0.5
    }

    memory_mib {
      min = 2048
    }

    vcpu_count {
      max = 4
      min = 2
    }
  }

  maintenance_options {
    auto_recovery = "disabled"
  }

  metadata_options {
    http_endpoint          = "enabled"
    http_tokens            = "optional"
    instance_metadata_tags = "enabled"
  }

  network_interfaces {
    associate_public_ip_address = false
    delete_on_termination       = true
    device_index                = 0
    security_groups             = [aws_security_group.main.id]
  }

  placement {
    tenancy = "default"
  }

  private_dns_name_options {
    enable_resource_name_dns_a_record = true
    hostname_type                     = "resource-name"
  }

  tag_specifications {
    resource_type = "instance"

    tags = {
      Name = "second"
    }
  }

  tags = {
    Name = "second"
  }
}

resource "aws_launch_template" "bare" {
  name_prefix = "bare-"
}

output "import_id" {
  value = aws_launch_template.subject.id
}
