resource "aws_launch_template" "subject" {
  name                   = "template"
  description            = "first"
  image_id               = "ami-12c6146b"
  instance_type          = "t3.micro"
  ebs_optimized          = true
  key_name               = "ops"
  update_default_version = true
  user_data              = base64encode("#!/bin/sh\necho first\n")
  vpc_security_group_ids = [aws_security_group.main.id]

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      delete_on_termination = true
      encrypted             = true
      throughput            = 250
      volume_size           = 30
      volume_type           = "gp3"
    }
  }

  credit_specification {
    cpu_credits = "standard"
  }

  iam_instance_profile {
    name = "web"
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_put_response_hop_limit = 2
    http_tokens                 = "required"
  }

  monitoring {
    enabled = true
  }

  tag_specifications {
    resource_type = "instance"

    tags = {
      Name = "first"
    }
  }

  tag_specifications {
    resource_type = "volume"

    tags = {
      Name = "first"
    }
  }

  tags = {
    Name = "first"
  }
}

resource "aws_launch_template" "bare" {
  name_prefix = "bare-"
}

output "import_id" {
  value = aws_launch_template.subject.id
}
