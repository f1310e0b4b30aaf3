check "health" {
  data "aws_region" "r" {}
  assert {
    condition     = data.aws_region.r.name != ""
    error_message = "No region."
  }
}
output "a" { value = data.aws_region.r.name }
