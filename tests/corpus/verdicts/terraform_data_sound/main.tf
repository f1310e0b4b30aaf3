resource "terraform_data" "a" {
  input            = { x = 1 }
  triggers_replace = [1, "x"]
}
output "a" { value = terraform_data.a.output.x }
output "b" { value = terraform_data.a.id }
