# A precondition inside a repeated module does not hold.

module "m" {
  source   = "./m"
  for_each = toset(["ok", "bad"])
  name     = each.key
}
