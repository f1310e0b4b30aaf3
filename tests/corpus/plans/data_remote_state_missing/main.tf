data "terraform_remote_state" "x" {
  backend = "local"
  config  = { path = "nosuch.tfstate" }
  defaults = { a = 1 }
}
output "o" { value = data.terraform_remote_state.x.outputs }
