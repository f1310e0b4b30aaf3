resource "terraform_data" "t" {
  count = 2
  input = count.index
}

output "ids" { value = terraform_data.t[*].id }
