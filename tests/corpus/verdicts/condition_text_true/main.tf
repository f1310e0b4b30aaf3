resource "terraform_data" "x" {
  lifecycle {
    precondition {
      condition     = "true"
      error_message = "no"
    }
  }
}
