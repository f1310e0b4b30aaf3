resource "terraform_data" "b" {
  lifecycle {
    create_before_destroy = true
    prevent_destroy       = true
    ignore_changes        = [input, triggers_replace]
  }
}
