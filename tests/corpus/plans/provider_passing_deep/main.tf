module "outer" {
  source = "./outer"
  providers = {
    aws      = aws
    aws.edge = aws.east
  }
}

module "many" {
  source   = "./leaf"
  for_each = { a = 1, b = 2 }
  providers = {
    aws = aws.east
  }
  name = "many-${each.key}"
}

output "all" {
  value = concat(module.outer.names, values(module.many)[*].name)
}
