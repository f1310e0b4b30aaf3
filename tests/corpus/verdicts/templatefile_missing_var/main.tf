output "o" { value = templatefile("${path.module}/t.tftpl", {}) }
