removed {
  from = module.old.terraform_data.gone
  lifecycle { destroy = true }
}
