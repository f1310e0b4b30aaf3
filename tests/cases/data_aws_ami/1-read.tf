data "aws_ami" "newest" {
  most_recent = true
  owners      = ["137112412989"]
  name_regex  = "^amzn-ami-minimal"
}

data "aws_ami" "one" {
  owners = ["137112412989"]

  filter {
    name   = "name"
    values = ["amzn-ami-hvm-2017.09.1.20171103-x86_64-gp2"]
  }
}

output "newest" {
  value = data.aws_ami.newest.name
}

output "one" {
  value = {
    for name, value in data.aws_ami.one : name => value
    if !contains(["block_device_mappings", "creation_date", "root_snapshot_id"], name)
  }
}

output "disks" {
  value = [for disk in data.aws_ami.one.block_device_mappings : merge(disk.ebs, { snapshot_id = disk.device_name })]
}
