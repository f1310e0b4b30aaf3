variable "e" {
  default   = "x"
  ephemeral = true
}
resource "terraform_data" "x" {
  lifecycle {
    precondition {
      condition     = var.e == "x"
      error_message = "no ${var.e}"
    }
  }
}
