data "aws_region" "r" {
  lifecycle {
    precondition {
      condition     = terraform.workspace != ""
      error_message = "no"
    }
    postcondition {
      condition     = self.name != ""
      error_message = "no"
    }
  }
}
