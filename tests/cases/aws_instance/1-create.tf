resource "aws_instance" "subject" {
  ami                    = data.aws_ami.linux.id
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.main.id]
  instance_type     = "t3.micro"
  source_dest_check = false
  user_data         = "#!/bin/sh\necho hello\n"

  root_block_device {
    volume_size = 10

    tags = {
      Name = "root"
    }
  }

  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 5
  }

  metadata_options {
    http_tokens = "required"
  }

  tags = {
    Name = "machine"
  }
}

output "import_id" {
  value = aws_instance.subject.id
}
