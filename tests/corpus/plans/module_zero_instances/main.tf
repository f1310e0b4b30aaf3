module "m" {
  source = "./m"
  count  = 0
}
output "o" { value = module.m }
output "p" { value = module.m[*].o }
output "q" { value = one(module.m[*].o) }
