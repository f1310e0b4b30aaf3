# An object without an attribute that the module wants.

module "m" {
  source = "./m"
  thing  = { name = "n" }
}
