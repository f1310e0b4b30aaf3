check "health" {
  assert {
    condition = terraform.workspace != ""
  }
}
