# `moved` of resources, instances and modules, alone and in a chain; `removed` without destroying.

moved {
  from = terraform_data.old
  to   = terraform_data.new
}

moved {
  from = terraform_data.list[0]
  to   = terraform_data.map["first"]
}

moved {
  from = terraform_data.list[1]
  to   = terraform_data.map["second"]
}

moved {
  from = module.before
  to   = module.after
}

moved {
  from = module.single
  to   = module.many["one"]
}

moved {
  from = terraform_data.chain_a
  to   = terraform_data.chain_b
}

moved {
  from = terraform_data.chain_b
  to   = module.after.terraform_data.chain
}

removed {
  from = terraform_data.forgotten
  lifecycle {
    destroy = false
  }
}

removed {
  from = terraform_data.dropped
  lifecycle {
    destroy = true
  }
}

resource "terraform_data" "new" {
  input = "old"
}

resource "terraform_data" "map" {
  for_each = { first = 0, second = 100 }
  input    = each.value
}

module "after" {
  source = "./m"
}

module "many" {
  source   = "./m"
  for_each = toset(["one", "two"])
}
