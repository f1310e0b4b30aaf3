locals { settings = { name = "a" } }
output "a" { value = local.settings.nmae }
