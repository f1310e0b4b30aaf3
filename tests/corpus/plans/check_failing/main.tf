resource "terraform_data" "x" { input = 1 }
check "c" {
  assert {
    condition     = terraform_data.x.input == 2
    error_message = "is ${terraform_data.x.input}"
  }
  assert {
    condition     = terraform_data.x.id == "a"
    error_message = "later"
  }
}
