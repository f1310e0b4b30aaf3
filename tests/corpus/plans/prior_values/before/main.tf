resource "terraform_data" "same" {
  input = { list = ["a", 1], map = { k = null } }
}

resource "terraform_data" "type_change" {
  input = 1
}

resource "terraform_data" "list_to_set" {
  input = ["a", "b"]
}

resource "terraform_data" "grows" {
  input = ["a"]
}

resource "terraform_data" "secret" {
  input = "was open"
}

resource "terraform_data" "was_secret" {
  input = sensitive("value")
}

resource "terraform_data" "to_null" {
  input = "something"
}

output "same" { value = terraform_data.same.output }
output "type_change" { value = terraform_data.type_change.output }
output "was_secret" {
  value     = terraform_data.was_secret.output
  sensitive = true
}
output "unchanged" { value = "u" }
output "now_list" { value = "l" }
