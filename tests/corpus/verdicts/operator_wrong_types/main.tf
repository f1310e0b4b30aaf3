output "a" { value = 1 + "x" }
output "b" { value = !"x" }
output "c" { value = [1] > 2 }
output "d" { value = true && "maybe" }
