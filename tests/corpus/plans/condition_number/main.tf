resource "terraform_data" "x" {
  lifecycle {
    precondition {
      condition     = length(terraform_data.y.id)
      error_message = "no"
    }
  }
}
resource "terraform_data" "y" {}
