locals {
  a = <<-EOT
    text ${upper("x")}
      %{for x in ["a"]}${x}%{endfor}
    EOT
  b = <<EOT
x
EOT
}
