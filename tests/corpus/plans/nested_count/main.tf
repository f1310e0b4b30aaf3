# Modules in modules, each repeated by `count`; splats over their outputs.

variable "teams" {
  type    = list(string)
  default = ["red", "blue"]
}

module "team" {
  source  = "./team"
  count   = length(var.teams)
  name    = var.teams[count.index]
  members = count.index + 1
}

output "desks" {
  value = module.team[*].desks
}

output "all" {
  value = flatten(module.team[*].desks)
}

output "first" {
  value = module.team[0].desks[0]
}

output "names" {
  value = [for t in module.team : upper(t.name)]
}
