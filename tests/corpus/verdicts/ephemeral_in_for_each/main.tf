variable "e" {
  default   = ["a"]
  ephemeral = true
}
resource "terraform_data" "x" { for_each = toset(var.e) }
