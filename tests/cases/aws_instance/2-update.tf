resource "aws_instance" "subject" {
  ami                    = data.aws_ami.linux.id
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.main.id]
  instance_type = "t3.small"
  monitoring    = true
  user_data     = "#!/bin/sh\necho goodbye\n"

  root_block_device {
    volume_size = 20

    tags = {
      Name  = "root"
      Stage = "test"
    }
  }

  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 5
  }

  metadata_options {
    http_tokens                 = "required"
    http_put_response_hop_limit = 2
  }

  tags = {
    Name  = "machine"
    Stage = "test"
  }
}

output "import_id" {
  value = aws_instance.subject.id
}
