data "terraform_remote_state" "x" {
  backend = "local"
  config  = { path = "${path.module}/other.json" }
  defaults = { a = 1, z = "d" }
}
output "o" { value = data.terraform_remote_state.x.outputs }
output "p" { value = data.terraform_remote_state.x.outputs.l[1] }
