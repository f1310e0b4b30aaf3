# Sensitive variables, outputs and attributes, and how far they go.

variable "password" {
  type      = string
  default   = "hunter2"
  sensitive = true
}

variable "settings" {
  type      = object({ user = string, key = optional(string, "k") })
  default   = { user = "root" }
  sensitive = true
}

variable "names" {
  type    = list(string)
  default = ["a", "b"]
}

module "inner" {
  source   = "./inner"
  password = var.password
  plain    = "plain"
}

resource "terraform_data" "direct" {
  input = var.password
}

resource "terraform_data" "object" {
  input = { secret = var.password, open = "yes", inner = { deep = sensitive("x") } }
}

resource "terraform_data" "list" {
  input = [var.password, "open"]
}

resource "aws_vpc" "tagged" {
  cidr_block = "10.0.0.0/16"
  tags = {
    Name   = "open"
    Secret = var.settings.user
  }
}

resource "aws_security_group" "described" {
  name        = "sg"
  description = "secret ${var.password}"
  vpc_id      = aws_vpc.tagged.id

  ingress {
    from_port   = 80
    to_port     = 80
    protocol    = "tcp"
    cidr_blocks = sensitive(["10.0.0.0/8"])
  }
}

resource "aws_s3_bucket" "named" {
  bucket = nonsensitive(var.password)
}

resource "terraform_data" "from_inner" {
  input            = module.inner.open
  triggers_replace = module.inner.secret
}

output "password" {
  value     = var.password
  sensitive = true
}

output "length" {
  value = nonsensitive(length(var.password))
}

output "inner" {
  value     = module.inner
  sensitive = true
}

output "declared" {
  value     = "declared sensitive only"
  sensitive = true
}

output "is" {
  value = [issensitive(var.password), issensitive("x"), issensitive(var.settings.key), issensitive(aws_vpc.tagged.tags)]
}

output "tags" {
  value     = aws_vpc.tagged.tags
  sensitive = true
}
