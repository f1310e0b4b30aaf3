# Unknown values through functions and operators: what stays known, what becomes unknown as a whole.

resource "terraform_data" "u" {
  input = "x"
}

locals {
  u    = terraform_data.u.id
  o    = terraform_data.u.output
  list = ["a", local.u, "c"]
  map  = { a = "1", b = local.u }
}

output "try_known" { value = try("known", local.u) }
output "try_unknown" { value = try(local.u, "fallback") }
output "try_dynamic" { value = try(local.o.missing, "fallback") }
output "can_unknown" { value = can(local.u) }
output "can_number" { value = can(tonumber(local.u)) }
output "can_known" { value = can(tonumber("x")) }
output "coalesce_first" { value = coalesce("known", local.u) }
output "coalesce_unknown" { value = coalesce(local.u, "known") }
output "coalesce_null" { value = coalesce(null, local.u) }
output "coalescelist" { value = coalescelist([], local.list) }
output "lookup_known" { value = lookup(local.map, "a", "z") }
output "lookup_unknown" { value = lookup(local.map, "b", "z") }
output "lookup_missing" { value = lookup(local.map, "c", local.u) }
output "lookup_key" { value = lookup(local.map, local.u, "z") }
output "merge" { value = merge(local.map, { c = local.u, a = "2" }) }
output "concat" { value = concat(local.list, [local.u], ["z"]) }
output "toset" { value = toset(local.list) }
output "toset_known" { value = toset(["b", "a", "b"]) }
output "set_length" { value = length(toset(local.list)) }
output "set_one" { value = length(toset([local.u])) }
output "list_length" { value = length(local.list) }
output "map_length" { value = length(local.map) }
output "keys" { value = keys(local.map) }
output "values" { value = values(local.map) }
output "contains_known" { value = contains(local.list, "a") }
output "contains_unknown" { value = contains(local.list, "z") }
output "index_known" { value = index(local.list, "a") }
output "index_later" { value = index(local.list, "c") }
output "element" { value = element(local.list, 3) }
output "element_unknown" { value = element(local.list, 1) }
output "join" { value = join(",", local.list) }
output "join_known" { value = join(",", ["a", "b"]) }
output "split" { value = split(",", local.u) }
output "format" { value = format("%s-%s", "a", local.u) }
output "formatlist" { value = formatlist("%s!", local.list) }
output "jsonencode" { value = jsonencode(local.map) }
output "jsondecode" { value = jsondecode(local.u) }
output "upper" { value = upper(local.u) }
output "and_false" { value = false && local.u == "x" }
output "or_true" { value = true || local.u == "x" }
output "and_true" { value = true && local.u == "x" }
output "equal" { value = local.u == "x" }
output "not_equal_type" { value = local.list == "x" }
output "compare" { value = length(local.u) > 0 }
output "cond_unknown" { value = local.u == "x" ? "a" : "b" }
output "cond_unknown_same" { value = local.u == "x" ? "a" : "a" }
output "cond_known" { value = true ? "a" : local.u }
output "cond_types" { value = local.u == "x" ? ["a"] : [] }
output "cond_objects" { value = local.u == "x" ? { a = 1 } : { a = 2 } }
output "tuple_for" { value = [for i, v in local.list : "${i}${v}"] }
output "object_for" { value = { for k, v in local.map : k => "${v}!" } }
output "object_for_key" { value = { for v in local.list : v => 1 } }
output "for_if_unknown" { value = [for v in local.list : v if v != "a"] }
output "grouped" { value = { for i, v in local.list : (i % 2 == 0 ? "even" : "odd") => v... } }
output "flatten" { value = flatten([local.list, [[local.u]]]) }
output "flatten_unknown" { value = flatten([local.list, split(",", local.u)]) }
output "distinct" { value = distinct(local.list) }
output "compact" { value = compact(["", "a", local.u]) }
output "sort" { value = sort(local.list) }
output "reverse" { value = reverse(local.list) }
output "slice" { value = slice(local.list, 0, 1) }
output "zipmap" { value = zipmap(["k", "l"], ["v", local.u]) }
output "zipmap_key" { value = zipmap(["k", local.u], ["v", "w"]) }
output "setproduct" { value = setproduct(["a"], ["b", local.u]) }
output "setunion" { value = setunion(["a"], [local.u]) }
output "setsubtract" { value = setsubtract(["a"], [local.u]) }
output "tomap" { value = tomap(local.map) }
output "tolist" { value = tolist(local.list) }
output "tostring" { value = tostring(local.u) }
output "type_of_null" { value = [for v in [null, local.u] : v] }
output "max" { value = max(1, length(local.u)) }
output "replace" { value = replace(local.u, "a", "b") }
output "regex" { value = regex("a", local.u) }
output "regexall" { value = regexall("a", local.u) }
output "range" { value = range(length(local.list)) }
output "chunk" { value = chunklist(local.list, 2) }
output "transpose" { value = transpose({ a = ["x", local.u] }) }
output "one" { value = one([local.u]) }
output "sum" { value = sum([1, length(local.u)]) }
output "anytrue" { value = anytrue([true, local.u == "x"]) }
output "alltrue" { value = alltrue([false, local.u == "x"]) }
output "matchkeys" { value = matchkeys(["a", "b"], ["x", local.u], ["x"]) }
output "arithmetic" { value = length(local.u) * 2 + 1 }
output "negated" { value = !(local.u == "x") }
output "base64" { value = base64encode(local.u) }
output "startswith" { value = startswith("p-${local.u}", "p-") }
output "startswith_not" { value = startswith("p-${local.u}", "q") }
output "cidr" { value = cidrsubnet("10.0.0.0/16", 8, length(local.list)) }
