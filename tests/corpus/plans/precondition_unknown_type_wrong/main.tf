resource "terraform_data" "y" { input = ["a"] }
resource "terraform_data" "x" {
  lifecycle {
    precondition {
      condition     = terraform_data.y.id
      error_message = "no"
    }
  }
}
