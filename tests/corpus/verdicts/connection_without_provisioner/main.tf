resource "terraform_data" "a" {
  connection {
    host = "x"
  }
}
