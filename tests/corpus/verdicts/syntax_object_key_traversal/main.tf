locals {
  k = { x = "y" }
  a = { local.k.x = 1 }
}
