# Keys are shown, so they must not be sensitive.

variable "users" {
  type      = set(string)
  default   = ["a", "b"]
  sensitive = true
}

resource "terraform_data" "t" {
  for_each = var.users
}
