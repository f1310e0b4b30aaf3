module "m" {
  source = "./m"
  count  = 2
}
output "a" { value = module.m[0].gone }
