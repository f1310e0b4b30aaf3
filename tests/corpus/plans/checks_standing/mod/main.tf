variable "i" {
  validation {
    condition     = var.i < 5
    error_message = "i"
  }
}
resource "terraform_data" "m" {
  count = 2
  lifecycle {
    precondition {
      condition     = count.index < 5
      error_message = "pre"
    }
  }
}
data "terraform_remote_state" "r" {
  backend = "local"
  config  = { path = "${path.module}/other.json" }
  lifecycle {
    postcondition {
      condition     = self.outputs.x == "1"
      error_message = "pre"
    }
  }
}
output "mo" {
  value = 1
  precondition {
    condition     = var.i < 3
    error_message = "out"
  }
}
check "in" {
  assert {
    condition     = var.i == 1
    error_message = "i is ${var.i}"
  }
}
