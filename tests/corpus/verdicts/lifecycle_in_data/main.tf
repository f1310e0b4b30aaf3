data "aws_region" "r" {
  lifecycle {
    prevent_destroy = true
  }
}
