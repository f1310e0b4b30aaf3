output "a" { value = path.modul }
output "b" { value = "${path.module}${path.root}${path.cwd}" }
