resource "terraform_data" "kept" {
  input            = "same"
  triggers_replace = "old"
}
