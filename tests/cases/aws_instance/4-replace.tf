resource "aws_instance" "subject" {
  ami                    = data.aws_ami.minimal.id
  subnet_id              = aws_subnet.main.id
  vpc_security_group_ids = [aws_security_group.main.id]
  instance_type           = "t3.micro"
  disable_api_termination = false
  user_data_base64        = base64encode("#!/bin/sh\necho hello\n")

  volume_tags = {
    Name = "disk"
  }
}

output "import_id" {
  value = aws_instance.subject.id
}
