resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  lifecycle {
    postcondition {
      condition     = self.cidr_block != "" && self.id != ""
      error_message = "Wrong: ${self.id}"
    }
  }
}
