# Outputs of every shape.

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

locals {
  nothing = null
}

output "string" { value = "text" }
output "number" { value = 1.5 }
output "big" { value = 123456789012345678901234567890 }
output "bool" { value = false }
output "null" { value = null }
output "typed_null" { value = tostring(null) }
output "list" { value = tolist(["a", "b"]) }
output "tuple" { value = ["a", 1, true, null] }
output "set" { value = toset([3, 1, 2]) }
output "set_of_objects" { value = toset([{ n = "b", v = 1 }, { n = "a", v = 2 }, { n = "c", v = 0 }]) }
output "set_of_lists" { value = toset([["b", "c"], ["a"], []]) }
output "map" { value = tomap({ b = "2", a = "1" }) }
output "object" { value = { b = 2, a = "x", n = null } }
output "empty_list" { value = [] }
output "empty_typed" { value = tolist([]) }
output "empty_set" { value = toset([]) }
output "empty_object" { value = {} }
output "empty_map" { value = tomap({}) }
output "unicode" { value = "한국어 \u00e9 <&>\t\"\\" }
output "multiline" { value = "a\nb\n" }
output "resource" { value = aws_vpc.v }
output "unknown" { value = aws_vpc.v.id }
output "unknown_in_list" { value = ["a", aws_vpc.v.id] }
output "unknown_in_typed_list" { value = tolist(["a", aws_vpc.v.id]) }
output "unknown_in_set" { value = toset(["a", aws_vpc.v.id]) }
output "unknown_in_map" { value = tomap({ a = aws_vpc.v.id }) }
output "unknown_in_object" { value = { a = aws_vpc.v.id, b = { c = [aws_vpc.v.arn, "k"] } } }
output "described" {
  description = "with a description"
  value       = "x"
}
output "list_of_objects" { value = [{ a = 1 }, { a = 2, b = 3 }] }
output "mixed_numbers" { value = [0.1, 1e10, -0, 1e-7] }
output "nested_nulls" { value = { a = [null, { b = local.nothing }] } }
