locals { n = "world" }
output "a" {
  value = <<EOT
hello ${local.n}
  two
EOT
}
output "b" {
  value = <<-EOT
    hello ${local.n}
      two

    three
    EOT
}
output "c" {
  value = <<-EOT
    %{for x in ["a", "b"]~}
    - ${x}
    %{endfor~}
    end
  EOT
}
output "d" {
  value = <<-EOT
	tab
	  tab2
	EOT
}
output "e" {
  value = <<EOT
$${lit} %%{lit} \n "q"
EOT
}
output "f" {
  value = [<<A
x
A
    , <<-B
      y
    B
  ]
}
output "g" { value = upper(<<-X
  in call
  X
) }
output "h" {
  value = <<-EOT
    ${"x"} lead
   less
  EOT
}
output "i" {
  value = <<-EOT
    a
    %{ if true }
    b
    %{ else }
    c
    %{ endif }
    EOT
}
output "j" {
  value = <<EOT
EOT
}
output "k" {
  value = <<-EOT

    x

  EOT
}
