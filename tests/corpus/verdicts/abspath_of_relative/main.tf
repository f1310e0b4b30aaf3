locals {
  here = abspath("files/one.txt")
}

resource "terraform_data" "name" {
  input = basename(local.here)
}

output "absolute" {
  value = abspath("/tmp/../etc")

  precondition {
    condition     = startswith(abspath(path.module), "/")
    error_message = "an absolute path starts at the root"
  }
}
