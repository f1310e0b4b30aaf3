output "a" { value = cidrsubnet("10.0.0.0/16", 40, 1) }
output "b" { value = jsondecode("{") }
output "c" { value = regex("(", "x") }
output "d" { value = tonumber("many") }
