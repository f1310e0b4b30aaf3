locals { a = terraform.applying }
output "o" { value = ephemeralasnull(local.a) }
