resource "aws_instance" "subject" {
  ami                    = data.aws_ami.linux.id
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.main.id]
  instance_type                        = "t3.small"
  disable_api_stop                     = true
  instance_initiated_shutdown_behavior = "terminate"
  monitoring                           = false
  user_data                            = "#!/bin/sh\necho goodbye\n"

  root_block_device {
    volume_size           = 20
    delete_on_termination = true
  }

  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 5
  }

  credit_specification {
    cpu_credits = "standard"
  }

  maintenance_options {
    auto_recovery = "disabled"
  }
}

output "import_id" {
  value = aws_instance.subject.id
}
