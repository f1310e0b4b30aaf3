data "aws_instances" "by_tag" {
  instance_tags = {
    Name = aws_instance.main.tags["Name"]
  }
}

data "aws_instances" "stopped" {
  instance_state_names = ["stopped"]

  filter {
    name   = "instance-id"
    values = [aws_instance.main.id]
  }
}

output "by_tag" {
  value = data.aws_instances.by_tag.private_ips
}

output "ids" {
  value = length(data.aws_instances.by_tag.ids)
}

output "stopped" {
  value = data.aws_instances.stopped.ids
}
