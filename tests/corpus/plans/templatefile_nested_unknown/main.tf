resource "terraform_data" "x" {}
output "o" { value = templatefile("${path.module}/t.tftpl", { n = terraform_data.x.id, m = "k" }) }
