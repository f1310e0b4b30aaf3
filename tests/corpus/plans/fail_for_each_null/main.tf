# Nothing to iterate over is not the same as an empty map.

variable "none" {
  type    = map(string)
  default = null
}

module "m" {
  source   = "./m"
  for_each = var.none
}
