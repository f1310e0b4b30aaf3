output "a" { value = length(5) }
output "b" { value = upper(["x"]) }
output "c" { value = join(",", "x") }
