data "aws_instance" "by_id" {
  instance_id   = aws_instance.main.id
  get_user_data = true
}

data "aws_instance" "by_tag" {
  instance_tags = {
    Name = aws_instance.main.tags["Name"]
  }
}

data "aws_instance" "by_filter" {
  filter {
    name   = "instance-id"
    values = [aws_instance.main.id]
  }
}

output "by_id" {
  value = {
    for name, value in data.aws_instance.by_id : name => value
    if !contains(["launch_time", "network_interface_id", "ebs_block_device", "root_block_device", "subnet_id", "vpc_security_group_ids"], name)
  }
}

output "root" {
  value = [for disk in data.aws_instance.by_id.root_block_device : [disk.device_name, disk.volume_size, disk.volume_type]]
}

output "by_tag" {
  value = data.aws_instance.by_tag.private_ip
}

output "by_filter" {
  value = data.aws_instance.by_filter.instance_type
}
