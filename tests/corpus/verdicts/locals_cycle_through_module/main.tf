module "m" {
  source = "./m"
  v      = local.a
}
locals { a = module.m.o }
