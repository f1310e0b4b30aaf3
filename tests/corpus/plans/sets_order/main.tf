resource "terraform_data" "x" {
  for_each = toset(["b", "a", "10", "9", "B", "é", "z"])
  input    = each.value
}
output "a" { value = toset([3, 10, 2, -1]) }
output "b" { value = toset(["b", "a", "C"]) }
output "c" { value = [for x in toset(["b", "a", "C"]) : x] }
output "d" { value = toset([{ a = 2 }, { a = 1 }]) }
output "e" { value = setproduct(toset(["b", "a"]), toset([2, 1])) }
output "f" { value = tolist(toset(["b", "a"]))[0] }
output "g" { value = join(",", toset([true, false])) }
output "h" { value = keys({ b = 1, A = 2, a = 3, "10" = 4, "9" = 5 }) }
output "i" { value = values(terraform_data.x)[*].input }
output "j" { value = toset([["b"], ["a", "c"]]) }
