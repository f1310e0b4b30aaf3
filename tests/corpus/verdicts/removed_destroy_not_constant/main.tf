variable "x" { default = true }
removed {
  from = aws_vpc.a
  lifecycle {
    destroy = var.x
  }
}
