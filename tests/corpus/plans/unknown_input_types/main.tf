resource "terraform_data" "a" { input = 1 }
resource "terraform_data" "b" { input = terraform_data.a.output }
resource "terraform_data" "c" { input = { x = terraform_data.b.output, y = [terraform_data.b.id, 2], z = null } }
resource "terraform_data" "d" { input = terraform_data.c.output.x }
resource "terraform_data" "e" { input = toset([terraform_data.a.id]) }
resource "terraform_data" "f" { input = tolist([terraform_data.a.id, "x"]) }
resource "terraform_data" "g" { input = null }
resource "terraform_data" "h" { triggers_replace = [terraform_data.a.id, terraform_data.g.output] }
output "all" { value = [terraform_data.b.input, terraform_data.c.input, terraform_data.g.output] }
