resource "terraform_data" "a" {
  count = 2
  input = count.index == 0 ? "x" : terraform_data.a[0].id
}
