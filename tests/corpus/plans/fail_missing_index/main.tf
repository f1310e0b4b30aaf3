resource "terraform_data" "t" {
  count = 0
}

output "o" {
  value = terraform_data.t[0].id
}
