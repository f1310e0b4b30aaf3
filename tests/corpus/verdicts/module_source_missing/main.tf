module "m" { size = 1 }
