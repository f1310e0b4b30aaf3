data "aws_availability_zones" "all" {
  state = "available"
}

data "aws_availability_zones" "some" {
  exclude_names = ["ap-northeast-2b"]

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

output "all" {
  value = data.aws_availability_zones.all
}

output "some" {
  value = data.aws_availability_zones.some.names
}
