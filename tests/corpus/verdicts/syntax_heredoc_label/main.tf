locals {
  a = <<-
text
}
