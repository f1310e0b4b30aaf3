locals {
  k = "x"
  a = { (local.k) = 1, "${local.k}y" = 2, 5 = 3, "z": 4 }
}
