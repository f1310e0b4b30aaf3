module "m" {
  source = "./m"
  name   = null
}
