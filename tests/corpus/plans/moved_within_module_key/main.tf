moved {
  from = module.m
  to   = module.m["a"]
}
module "m" {
  source   = "./m"
  for_each = toset(["a"])
}
