module "m" {
  source = "./m"
  size   = null
}
