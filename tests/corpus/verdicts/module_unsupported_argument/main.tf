module "m" {
  source = "./m"
  nmae   = "x"
  name   = "y"
}
