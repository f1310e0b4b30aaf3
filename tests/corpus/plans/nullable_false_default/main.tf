module "m" {
  source = "./m"
  v      = null
}
output "o" { value = module.m.v }
