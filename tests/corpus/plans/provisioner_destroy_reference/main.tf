resource "terraform_data" "x" { input = 1 }
resource "terraform_data" "y" {
  input = [for s in terraform_data.x[*] : s.input]
}
