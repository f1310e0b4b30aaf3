module "m" { source = "./gone" }
