terraform {
  required_providers {
    terraform = { source = "terraform.io/builtin/terraform" }
  }
}
output "a" { value = provider::terraform::encode_tfvars({ a = 1, b = ["x", true], c = { d = null } }) }
output "b" { value = provider::terraform::decode_tfvars("a = 1\nb = [1,2]\n") }
output "c" { value = provider::terraform::encode_expr({ a = "x$${y}\n", b = [1.5] }) }
