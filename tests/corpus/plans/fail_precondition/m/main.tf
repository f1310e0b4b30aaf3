variable "name" {}

resource "terraform_data" "t" {
  input = var.name
  lifecycle {
    precondition {
      condition     = var.name != "bad"
      error_message = "the name is ${var.name}"
    }
  }
}
