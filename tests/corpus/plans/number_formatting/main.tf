output "a" { value = 1e3 }
output "b" { value = 1.50 }
output "c" { value = 0.1 + 0.2 }
output "d" { value = 1 / 3 }
output "e" { value = 12345678901234567890123 }
output "f" { value = "${1e21}" }
output "g" { value = 1e-9 }
output "h" { value = tostring(2 / 3) }
output "i" { value = 100 * 1.1 }
output "j" { value = -0 }
output "k" { value = 5 % 3.5 }
resource "terraform_data" "x" { input = { a = 1.10, b = 1e100, c = 123456789012345678901234567890, d = 0.30000000000000004 } }
