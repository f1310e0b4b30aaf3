variable "base" {}

resource "terraform_data" "a" {
  input            = var.base
  triggers_replace = var.base
}

resource "terraform_data" "b" {
  triggers_replace = terraform_data.a.id
  lifecycle {
    create_before_destroy = true
  }
}

output "id" { value = terraform_data.b.id }
