check "health" {
  assert {
    condition     = aws_vpc.main.id != ""
    error_message = "x"
  }
}
