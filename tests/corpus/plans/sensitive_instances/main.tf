# Sensitive values spread over repeated modules and resources.

variable "accounts" {
  type = map(object({ password = string, shell = optional(string, "/bin/sh") }))
  default = {
    alice = { password = "a-secret" }
    bob   = { password = "b-secret", shell = "/bin/zsh" }
  }
  sensitive = true
}

variable "open" {
  type    = set(string)
  default = ["x", "y"]
}

module "account" {
  source   = "./account"
  for_each = nonsensitive(toset(keys(var.accounts)))
  name     = each.key
  account  = var.accounts[each.key]
}

resource "terraform_data" "open" {
  for_each = var.open
  input    = { key = each.key, secrets = [for a in var.accounts : a.password] }
}

resource "aws_route53_zone" "z" {
  name    = "corpus.example.com"
  comment = join(",", [for a in var.accounts : a.shell])
}

output "tokens" {
  value     = { for k, m in module.account : k => m.token }
  sensitive = true
}

output "shells" {
  value = nonsensitive([for a in var.accounts : a.shell])
}

output "zone" {
  value = aws_route53_zone.z.name
}
