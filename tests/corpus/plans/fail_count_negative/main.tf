resource "terraform_data" "t" {
  count = length([]) - 1
}
