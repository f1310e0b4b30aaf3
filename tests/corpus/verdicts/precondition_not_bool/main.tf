variable "x" { type = list(string) }
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
  lifecycle {
    precondition {
      condition     = var.x
      error_message = "Never said."
    }
  }
}
