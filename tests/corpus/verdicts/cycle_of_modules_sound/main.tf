module "x" {
  source = "./m"
  a      = 1
}
module "y" {
  source = "./m"
  a      = module.x.b
}
