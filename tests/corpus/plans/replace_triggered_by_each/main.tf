resource "terraform_data" "a" { for_each = toset(["x", "y"]) }
resource "terraform_data" "b" {
  for_each = toset(["x", "y"])
  lifecycle { replace_triggered_by = [terraform_data.a[each.key].output] }
}
