module "m" {
  source = "./m"
  count  = 2
  size   = each.key
}
