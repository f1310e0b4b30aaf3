# Instances chosen by known parts of objects that are unknown elsewhere.

resource "aws_eip" "e" {
  for_each = toset(["a", "b", "c"])
  domain   = "vpc"
}

locals {
  wanted  = { for k, e in aws_eip.e : k => { ip = e.public_ip, use = k != "b" } }
  used    = { for k, w in local.wanted : k => w.ip if w.use }
  ordered = [for k in sort(keys(local.used)) : { key = k, ip = local.used[k] }]
}

resource "terraform_data" "used" {
  for_each = local.used
  input    = { ip = each.value }
}

resource "terraform_data" "ordered" {
  count = length(local.ordered)
  input = local.ordered[count.index]
}

resource "terraform_data" "keys" {
  for_each = toset([for o in local.ordered : o.key])
  input    = each.key
}

output "used" { value = local.used }
output "ordered" { value = local.ordered }
output "inverse" { value = { for o in local.ordered : o.key => o.ip... } }
