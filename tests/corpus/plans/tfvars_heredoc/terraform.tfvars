a = <<-EOT
  x
    y
EOT
n = -1.50
