data "aws_prefix_list" "storage" {
  name = "com.amazonaws.ap-northeast-2.s3"
}

data "aws_prefix_list" "by_id" {
  prefix_list_id = data.aws_prefix_list.storage.id
}

data "aws_prefix_list" "by_filter" {
  filter {
    name   = "prefix-list-name"
    values = ["com.amazonaws.ap-northeast-2.dynamodb"]
  }
}

output "storage" {
  value = data.aws_prefix_list.storage
}

output "by_id" {
  value = data.aws_prefix_list.by_id.name
}

output "by_filter" {
  value = data.aws_prefix_list.by_filter.cidr_blocks
}
