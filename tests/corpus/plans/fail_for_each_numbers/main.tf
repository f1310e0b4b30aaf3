# A set of numbers has no keys either.

resource "terraform_data" "t" {
  for_each = toset([1, 2])
}
