check "c" {
  assert {
    condition     = tonumber("x") == 1
    error_message = "m"
  }
}
