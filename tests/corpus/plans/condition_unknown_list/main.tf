resource "terraform_data" "y" { count = 1 }
resource "terraform_data" "x" {
  lifecycle {
    precondition {
      condition     = [for y in terraform_data.y : y.id]
      error_message = "no"
    }
  }
}
