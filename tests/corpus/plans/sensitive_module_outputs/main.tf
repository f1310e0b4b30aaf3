# What a module says is sensitive stays so for its caller, known or not.

module "inner" {
  source = "./inner"
  plain  = "x"
}

resource "terraform_data" "known" {
  input = module.inner.known
}

resource "terraform_data" "unknown" {
  input = module.inner.unknown
}

resource "terraform_data" "open" {
  input = module.inner.open
}

output "known" {
  value     = module.inner.known
  sensitive = true
}
