# A list has no keys.

resource "terraform_data" "t" {
  for_each = ["a", "b"]
}
