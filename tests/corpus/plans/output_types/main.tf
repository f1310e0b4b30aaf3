output "a" { value = null }
output "b" { value = [] }
output "c" { value = {} }
output "d" { value = tolist([]) }
output "e" { value = [null] }
output "f" { value = { a = null } }
output "g" { value = tomap({ a = null }) }
output "h" { value = toset([]) }
output "i" { value = [1, "a", [true]] }
output "j" { value = tolist([[1], [2]]) }
output "k" { value = "" }
