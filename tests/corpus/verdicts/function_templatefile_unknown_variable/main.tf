variable "x" {}
output "a" { value = templatefile("a.tpl", { x = var.x }) }
