# Values whose types change between runs; what is known again because nothing changes.

resource "terraform_data" "same" {
  input = { list = ["a", 1], map = { k = null } }
}

resource "terraform_data" "type_change" {
  input = "1"
}

resource "terraform_data" "list_to_set" {
  input = toset(["a", "b"])
}

resource "terraform_data" "grows" {
  input = ["a", "b", terraform_data.type_change.output]
}

resource "terraform_data" "uses_known" {
  count = length(terraform_data.same.output.list)
  input = terraform_data.same.output.list[count.index]
}

resource "terraform_data" "keyed_by_id" {
  for_each = toset([terraform_data.same.id])
  input    = "x"
}

resource "terraform_data" "secret" {
  input = sensitive("now secret")
}

resource "terraform_data" "was_secret" {
  input = "value"
}

resource "terraform_data" "to_null" {
  input = null
}

output "same" { value = terraform_data.same.output }
output "type_change" { value = terraform_data.type_change.output }
output "keyed" { value = [for t in terraform_data.keyed_by_id : t.input] }
output "secret" {
  value     = terraform_data.secret.output
  sensitive = true
}
output "was_secret" { value = terraform_data.was_secret.output }
output "unchanged" { value = "u" }
output "now_list" { value = ["l"] }
