resource "terraform_data" "x" {
  input = 1
  lifecycle {
    postcondition {
      condition     = self.output == 1
      error_message = "no"
    }
    postcondition {
      condition     = self.id != ""
      error_message = "no"
    }
  }
}
