variable "e" {
  default   = 1
  ephemeral = true
}
resource "terraform_data" "x" { count = var.e }
