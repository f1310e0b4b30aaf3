locals {
  c = local.b + 1
  a = 1
  b = local.a + 1
  m = { for k, v in local.n : k => v * local.c }
  n = { x = local.a, y = local.b }
}
output "o" { value = local.m }
