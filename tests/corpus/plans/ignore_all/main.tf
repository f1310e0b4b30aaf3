resource "terraform_data" "b" {
  input = 1
  lifecycle { ignore_changes = all }
}
