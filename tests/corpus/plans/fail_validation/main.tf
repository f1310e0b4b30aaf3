# The argument of a module breaks its rule.

module "m" {
  source = "./m"
  size   = 11
}
