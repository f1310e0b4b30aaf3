removed {
  from = data.aws_region.a
}
