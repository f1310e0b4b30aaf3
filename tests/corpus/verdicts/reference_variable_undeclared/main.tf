variable "region" { default = "x" }
output "a" { value = var.regoin }
output "b" { value = "${var.region}-${var.other}" }
