# A function fails deep inside a module.

module "m" {
  source = "./m"
  cidr   = "10.0.0.0/30"
}
