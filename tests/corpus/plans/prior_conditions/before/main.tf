resource "terraform_data" "t" {
  input = "same"
}

resource "terraform_data" "u" {
  input = "same"
}

resource "terraform_data" "c" {
  input = "old"
}
