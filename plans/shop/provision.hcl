stages              = ["network", "tiers", "data", "security", "operations"]
stage_order         = "barrier"
default_environment = "local"

# LocalStack, as `tests/localstack/run start` leaves it running.
environment "local" {
  endpoint      = "http://127.0.0.1:4566"
  region        = "ap-northeast-2"
  variable_file = "env/local.tfvars"
}

environment "dev" {
  region        = "ap-northeast-2"
  variable_file = "env/dev.tfvars"
}

environment "stage" {
  region        = "ap-northeast-2"
  variable_file = "env/stage.tfvars"
}

environment "prod" {
  region        = "ap-northeast-2"
  account_ids   = ["111122223333"]
  variable_file = "env/prod.tfvars"
  protected     = true
}
