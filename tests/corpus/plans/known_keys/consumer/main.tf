variable "key" {}
variable "value" {
  type = object({ id = string, index = number })
}

resource "terraform_data" "this" {
  input = "${var.key}:${var.value.index}"
}

resource "terraform_data" "id" {
  input            = var.value
  triggers_replace = [var.value.id, var.key]
}

output "out" {
  value = { known = terraform_data.this.input, later = terraform_data.this.output, id = var.value.id }
}
