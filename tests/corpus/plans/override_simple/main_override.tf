variable "a" { default = 5 }
resource "terraform_data" "x" {
  input = "over"
  lifecycle { prevent_destroy = true }
}
output "o" { value = "z${var.a}" }
locals { l = 10 }
