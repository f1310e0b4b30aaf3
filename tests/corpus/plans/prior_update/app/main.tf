variable "value" {}
variable "trigger" {}

resource "terraform_data" "value" {
  input = var.value
}

resource "terraform_data" "triggered" {
  input            = var.value
  triggers_replace = [var.trigger]
}

resource "terraform_data" "follows" {
  input = terraform_data.triggered.id
}

output "output" { value = terraform_data.value.output }
output "id" { value = terraform_data.triggered.id }
output "value" { value = var.value }
