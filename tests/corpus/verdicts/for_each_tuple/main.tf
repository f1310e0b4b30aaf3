resource "terraform_data" "d" { for_each = ["a", "b"] }
