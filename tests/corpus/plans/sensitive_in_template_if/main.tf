variable "s" {
  default   = true
  sensitive = true
}
resource "terraform_data" "x" {
  input = "a%{if var.s}b%{endif}"
}
