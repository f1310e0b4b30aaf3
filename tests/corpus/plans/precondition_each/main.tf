resource "terraform_data" "x" {
  for_each = { a = 1, b = 20 }
  input    = each.value
  lifecycle {
    precondition {
      condition     = each.value < 10
      error_message = "${each.key} too big"
    }
  }
}
