# What the recorded expressions refer to.

# A resource that does not exist yet: nothing is known of it.
resource "terraform_data" "x" {}

# Variables that are given no value are unknown, of their type.
variable "us" { type = string }
variable "un" { type = number }
variable "ub" { type = bool }
variable "ul" { type = list(string) }
variable "uln" { type = list(number) }
variable "um" { type = map(string) }
variable "uset" { type = set(string) }
variable "uo" { type = object({ a = string, b = number }) }
variable "ulo" { type = list(object({ a = string, b = list(number) })) }
variable "ut" { type = tuple([string, number]) }
variable "ud" { type = any }

variable "ss" {
  type      = string
  default   = "secret"
  sensitive = true
}
variable "sn" {
  type      = number
  default   = 5
  sensitive = true
}
variable "sb" {
  type      = bool
  default   = true
  sensitive = true
}
variable "sl" {
  type      = list(string)
  default   = ["a", "b"]
  sensitive = true
}
variable "sm" {
  type      = map(string)
  default   = { k = "v" }
  sensitive = true
}
variable "so" {
  type      = object({ a = string, b = number })
  default   = { a = "x", b = 2 }
  sensitive = true
}
variable "su" {
  type      = string
  sensitive = true
}
variable "es" {
  type      = string
  default   = "passing"
  ephemeral = true
}
variable "el" {
  type      = list(string)
  default   = ["a", "b"]
  ephemeral = true
}
variable "ses" {
  type      = string
  default   = "both"
  sensitive = true
  ephemeral = true
}

variable "ns" {
  type    = string
  default = null
}
variable "nn" {
  type    = number
  default = null
}
variable "nb" {
  type    = bool
  default = null
}
variable "nl" {
  type    = list(string)
  default = null
}
variable "nm" {
  type    = map(string)
  default = null
}
variable "nset" {
  type    = set(string)
  default = null
}
variable "no" {
  type    = object({ a = string, b = number })
  default = null
}
variable "nt" {
  type    = tuple([string, number])
  default = null
}
variable "objects" {
  type = list(object({ name = string, ports = optional(list(number), [80]), tags = optional(map(string)) }))
  default = [
    { name = "web", ports = [80, 443] },
    { name = "db", tags = { tier = "data" } },
  ]
}

locals {
  s = terraform_data.x.id
  d = terraform_data.x.output

  part_list   = tolist(["a", var.us])
  part_tuple  = ["a", var.us, 3]
  part_map    = tomap({ a = "x", b = var.us })
  part_object = { a = "x", b = var.us }
  part_set    = toset(["a", var.us])
  prefixed    = "pre-${var.us}"
  not_null    = "${var.us}"
  choice_list = var.ub ? tolist(["a", "b"]) : tolist(["c"])
  choice_text = var.ub ? "one" : "only"
  secret_part = { a = "x", b = sensitive("y") }
  secret_item = ["a", sensitive("b"), "c"]
  secret_list = tolist(["a", sensitive("b")])
  secret_map  = tomap({ a = "x", b = sensitive("y") })
  secret_set  = toset(["a", sensitive("b")])

  template_ok     = "Hello, $${name}! %%{ if big }big%%{ else }small%%{ endif }"
  template_list   = "%%{ for i, x in items }$${i}=$${x};%%{ endfor }"
  template_broken = "Hello, $${name"
  template_nested = "$${upper(name)} $${length(items)}"
  template_secret = sensitive("Hello, $${name}")

  plain = <<EOT
one
  two ${1 + 1}
three
EOT
  flush = <<-EOT
    one
      two ${1 + 1}

    three
  EOT
  flush_less = <<-EOT
      one
    two
        three
    EOT
  flush_tab = <<-EOT
	one
	  two
	EOT
  flush_first = <<-EOT
    ${"one"}
      two
    EOT
  flush_directive = <<-EOT
    %{ for x in ["a", "b"] ~}
    item ${x}
      more
    %{ endfor ~}
    end
  EOT
  flush_keep = <<-EOT
    %{ for x in ["a", "b"] }
    item ${x}
    %{ endfor }
    end
  EOT
  flush_if = <<-EOT
    %{ if true }
      yes
    %{ else }
      no
    %{ endif }
  EOT
  flush_mixed = <<-EOT
	    tab and spaces
	  less
    none
    EOT
  flush_blank = <<-EOT

    a

    b

    EOT
  heredoc_escape = <<EOT
back\slash \n "quote" $${x} %%{y} $x %y $ % $$ %%
EOT
  heredoc_trim = <<EOT
  a
  ${~ "b" ~}
  c
EOT
  heredoc_trim_directive = <<EOT
x
%{~ if true ~}
  yes
%{~ endif ~}
z
EOT
  heredoc_empty = <<EOT
EOT
  heredoc_line  = <<EOT

EOT
  heredoc_nested = <<EOT
a ${join(",", [<<IN
x
IN
  , "y"])}
b
EOT
  heredoc_list = [<<A
one
A
    , <<-B
      two
    B
  ]
  heredoc_crlf = "a\r\nb"
  heredoc_wrap = <<EOT
${[1, 2][0]}
EOT
  heredoc_word = <<END_OF-text
EOT
 END_OF
END_OF-text
  several = {
    a = 1, b = 2
    c = 3
    "d" : 4
    (upper("e")) = 5
  }
  lines = [
    1,
    2, # two
    3  // three
    /* and */, 4,
  ]
  over_lines = (
    1
    + 2
    * 3
  )
  conditional_lines = (true
    ? "yes"
  : "no")
  for_lines = [
    for x in [1, 2, 3] :
    x * 2
    if x > 1
  ]
}
