check "health" {
  assert {
    condition     = terraform.workspace != ""
    error_message = "x"
  }
}
check "health" {
  assert {
    condition     = terraform.workspace != ""
    error_message = "x"
  }
}
