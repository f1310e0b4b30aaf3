removed {
  from = terraform_data.gone
}
