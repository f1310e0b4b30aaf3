resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
  dynamic "lifecycle" {
    for_each = [1]
    content {
      prevent_destroy = true
    }
  }
}
