module "m" {
  source = "./m"
  v      = "ab"
}
