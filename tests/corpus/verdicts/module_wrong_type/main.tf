module "m" {
  source = "./m"
  size   = "big"
  zones  = "a"
  shape  = { width = 1 }
}
