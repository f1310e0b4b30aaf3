output "a" { value = templatefile("a.tpl", { x = 1 }) }
