# What is known of an unknown value: never null, its beginning, how many items, bounds.

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "s" {
  count      = 2
  vpc_id     = aws_vpc.v.id
  cidr_block = cidrsubnet(aws_vpc.v.cidr_block, 8, count.index)
}

resource "terraform_data" "d" {
  input = [aws_vpc.v.id]
}

locals {
  id     = aws_vpc.v.id
  arn    = "arn:aws:ec2:ap-northeast-2:${local.id}"
  either = local.id == "x" ? ["a", "b"] : ["c"]
  texts  = local.id == "x" ? "prefix-one" : "prefix-two"
}

output "id_null" { value = local.id == null }
output "id_not_null" { value = local.id != null }
output "data_id_null" { value = terraform_data.d.id == null }
output "output_null" { value = terraform_data.d.output == null }
output "template_null" { value = local.arn == null }
output "template_not_null" { value = local.arn != null }
output "template_empty" { value = local.arn == "" }
output "template_other" { value = local.arn == "brn:x" }
output "template_starts" { value = startswith(local.arn, "arn:aws:") }
output "template_starts_not" { value = startswith(local.arn, "arn:azure:") }
output "template_starts_further" { value = startswith(local.arn, "arn:aws:ec2:ap-northeast-2:vpc-") }
output "upper_null" { value = upper(local.id) == null }
output "tostring_null" { value = tostring(local.id) == null }
output "format_null" { value = format("%s", local.id) == null }
output "join_null" { value = join("-", [local.id]) == null }
output "list_null" { value = split(",", local.id) == null }
output "list_length" { value = length(aws_subnet.s[*].id) }
output "tolist_length" { value = length(tolist(aws_subnet.s[*].id)) }
output "toset_length" { value = length(toset(aws_subnet.s[*].id)) }
output "toset_empty" { value = length(toset(aws_subnet.s[*].id)) == 0 }
output "toset_at_least" { value = length(toset(aws_subnet.s[*].id)) > 0 }
output "toset_at_most" { value = length(toset(aws_subnet.s[*].id)) <= 2 }
output "toset_more" { value = length(toset(aws_subnet.s[*].id)) > 2 }
output "split_length" { value = length(split(",", local.id)) > 0 }
output "length_negative" { value = length(local.id) < 0 }
output "length_at_least" { value = length(local.id) >= 0 }
output "strlen_prefix" { value = length(local.arn) > 3 }
output "either_length" { value = length(local.either) > 0 }
output "either_many" { value = length(local.either) > 2 }
output "either_zero" { value = length(local.either) == 0 }
output "texts_start" { value = startswith(local.texts, "prefix-") }
output "coalesced_null" { value = coalesce(local.id, "x") == null }
output "cond_null" { value = (local.id == "x" ? local.id : null) == null }
output "bool_null" { value = (local.id == "x") == null }
output "number_null" { value = (length(local.id) + 1) == null }
output "negated_null" { value = !(local.id == "x") != null }
output "jsonencode_null" { value = jsonencode({ a = local.id }) != null }
output "jsonencode_object" { value = startswith(jsonencode({ a = local.id }), "{") }
output "jsonencode_list" { value = startswith(jsonencode([local.id]), "[") }
output "concat_length" { value = length(concat(aws_subnet.s[*].id, ["x"])) }
output "keys_length" { value = length(keys({ a = local.id })) }
output "object_null" { value = { a = local.id } == null }
output "object_equal" { value = { a = local.id, b = 1 } == { a = "x", b = 2 } }
output "list_equal" { value = [local.id, "a"] == ["x", "b"] }
output "distinct_length" { value = length(distinct(aws_subnet.s[*].id)) }
output "setunion_null" { value = setunion(toset(["a"]), toset(aws_subnet.s[*].id)) != null }
output "for_null" { value = [for x in aws_subnet.s : x.id] != null }
output "trim_null" { value = trimspace(local.id) != null }
output "ternary_count" { value = local.id != null ? "known" : "unknown" }
output "ternary_arn" { value = startswith(local.arn, "arn:") ? "arn" : "other" }

resource "aws_subnet" "by_template" {
  count      = local.arn != "" ? 1 : 0
  vpc_id     = local.id
  cidr_block = "10.0.10.0/24"
}
