variable "e" {
  default   = "x"
  ephemeral = true
}
locals { l = "${var.e}y" }
module "m" {
  source = "./m"
  e      = local.l
}
output "o" { value = ephemeralasnull(local.l) }
output "p" { value = ephemeralasnull({ a = local.l, b = 1 }) }
