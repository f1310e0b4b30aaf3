# `terraform_data` with inputs of every kind, known and not.

resource "aws_eip" "e" {}

resource "terraform_data" "none" {}

resource "terraform_data" "string" {
  input = "text"
}

resource "terraform_data" "number" {
  input = 7
}

resource "terraform_data" "list" {
  input = ["a", 1, aws_eip.e.id]
}

resource "terraform_data" "typed_list" {
  input = tolist(["a", aws_eip.e.id])
}

resource "terraform_data" "set" {
  input = toset(["b", "a"])
}

resource "terraform_data" "map" {
  input = tomap({ a = "x", b = aws_eip.e.public_ip })
}

resource "terraform_data" "object" {
  input = { a = null, b = { c = [true] }, d = aws_eip.e.id }
}

resource "terraform_data" "unknown" {
  input = aws_eip.e.id
}

resource "terraform_data" "whole" {
  input = aws_eip.e
}

resource "terraform_data" "chain" {
  input            = terraform_data.unknown.output
  triggers_replace = [terraform_data.number.output, terraform_data.list.id]
}

resource "terraform_data" "decoded" {
  input = jsondecode(terraform_data.unknown.output)
}

resource "terraform_data" "null" {
  input            = null
  triggers_replace = null
}

resource "terraform_data" "nested" {
  input = [for i in range(3) : { index = i, ids = [for j in range(i) : terraform_data.counted[j].id] }]
}

resource "terraform_data" "counted" {
  count = 3
  input = count.index
}

output "decoded" { value = terraform_data.decoded.output }
output "object" { value = terraform_data.object.output }
output "object_input" { value = terraform_data.object.input }
output "counted" { value = terraform_data.counted[*].output }
