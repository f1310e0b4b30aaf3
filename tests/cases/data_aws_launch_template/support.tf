resource "aws_launch_template" "main" {
  name                   = "found-template"
  description            = "of the shop"
  ebs_optimized          = true
  image_id               = "ami-12c6146b"
  instance_type          = "t3.micro"
  update_default_version = true
  user_data              = base64encode("echo hello")
  vpc_security_group_ids = ["sg-0123456789abcdef0"]

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      delete_on_termination = true
      volume_size           = 30
      volume_type           = "gp3"
    }
  }

  credit_specification {
    cpu_credits = "standard"
  }

  iam_instance_profile {
    name = "shop"
  }

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }

  monitoring {
    enabled = true
  }

  placement {
    tenancy = "default"
  }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "web" }
  }

  tags = {
    Name = "found-template"
  }
}

resource "aws_launch_template" "network" {
  name          = "found-template-network"
  image_id      = "ami-12c6146b"
  instance_type = "t3.micro"

  network_interfaces {
    associate_public_ip_address = true
    description                 = "first"
    security_groups             = ["sg-0123456789abcdef0"]
  }
}
