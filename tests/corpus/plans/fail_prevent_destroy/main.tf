# The change needs a new resource, which `prevent_destroy` forbids.

resource "terraform_data" "kept" {
  input            = "same"
  triggers_replace = "new"
  lifecycle {
    prevent_destroy = true
  }
}
