variable "e" {
  default   = "x"
  ephemeral = true
}
resource "terraform_data" "x" { input = var.e }
