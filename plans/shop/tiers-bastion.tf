# T6: the bastion stands in a private subnet, accepts nothing from the network, and is reached by Session Manager only.

data "aws_ssm_parameter" "bastion_image" {
  name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
}

data "aws_iam_policy_document" "instance" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.${data.aws_partition.current.dns_suffix}"]
    }
  }
}

resource "aws_iam_role" "bastion" {
  name               = "${var.name}-bastion"
  description        = "The bastion"
  assume_role_policy = data.aws_iam_policy_document.instance.json
}

resource "aws_iam_role_policy_attachment" "bastion" {
  role       = aws_iam_role.bastion.name
  policy_arn = "arn:${data.aws_partition.current.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore"
}

resource "aws_iam_instance_profile" "bastion" {
  name = "${var.name}-bastion"
  role = aws_iam_role.bastion.name
}

resource "aws_instance" "bastion" {
  ami                     = nonsensitive(data.aws_ssm_parameter.bastion_image.value)
  instance_type           = var.bastion_instance_type
  subnet_id               = local.subnet_ids.was[0]
  vpc_security_group_ids  = [aws_security_group.main["bastion"].id]
  iam_instance_profile    = aws_iam_instance_profile.bastion.name
  disable_api_termination = var.protected
  monitoring              = true
  ebs_optimized           = true

  # The database's client; everything else that staff need comes with the session.
  user_data = <<-SCRIPT
    #!/bin/bash
    dnf install --assumeyes mariadb105
  SCRIPT

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  root_block_device {
    volume_size = 10
    volume_type = "gp3"
    encrypted   = true
  }

  tags = {
    Name = "${var.name}-bastion"
  }

  # A newer image is no reason to replace it under the people who work on it.
  lifecycle {
    ignore_changes = [ami]
  }

  depends_on = [aws_iam_role_policy_attachment.bastion]
}
