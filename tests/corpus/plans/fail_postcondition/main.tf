# A postcondition about something known before apply.

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
  lifecycle {
    postcondition {
      condition     = self.cidr_block == "10.1.0.0/16"
      error_message = "wrong network"
    }
  }
}
