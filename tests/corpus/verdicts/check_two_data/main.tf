check "health" {
  data "aws_region" "r" {}
  data "aws_region" "s" {}
  assert {
    condition     = true
    error_message = "No region."
  }
}
