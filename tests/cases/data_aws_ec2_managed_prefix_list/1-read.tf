data "aws_ec2_managed_prefix_list" "edge" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

data "aws_ec2_managed_prefix_list" "by_id" {
  id = data.aws_ec2_managed_prefix_list.edge.id
}

data "aws_ec2_managed_prefix_list" "by_filter" {
  filter {
    name   = "prefix-list-name"
    values = ["com.amazonaws.global.groundstation"]
  }
}

output "edge" {
  value = data.aws_ec2_managed_prefix_list.edge
}

output "by_id" {
  value = data.aws_ec2_managed_prefix_list.by_id.name
}

output "by_filter" {
  value = data.aws_ec2_managed_prefix_list.by_filter.entries
}
