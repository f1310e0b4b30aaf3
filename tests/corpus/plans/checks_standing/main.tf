# How rules stand before anything is made: conditions, validations and checks, in modules, with keys, and where nothing is repeated.

variable "v" {
  default = "abc"
  validation {
    condition     = length(var.v) > 2
    error_message = "short"
  }
}
variable "plain" { default = 1 }
variable "unk" {
  default = "x"
  validation {
    condition     = terraform_data.a.id != "zzz" && var.unk != ""
    error_message = "unk"
  }
}
resource "terraform_data" "a" {
  input = "x"
  lifecycle {
    precondition {
      condition     = var.v == "abc"
      error_message = "pre"
    }
    postcondition {
      condition     = self.output == "x"
      error_message = "post"
    }
    postcondition {
      condition     = self.id != "x"
      error_message = "post2"
    }
  }
}
resource "terraform_data" "c" {
  count = 2
  input = count.index
  lifecycle {
    precondition {
      condition     = count.index < 5
      error_message = "pre"
    }
  }
}
resource "terraform_data" "none" {
  count = 0
  lifecycle {
    precondition {
      condition     = count.index < 5
      error_message = "pre"
    }
  }
}
resource "terraform_data" "f" {
  for_each = toset(["b", "a"])
  lifecycle {
    postcondition {
      condition     = each.key == "b" || self.id == "q"
      error_message = "pre"
    }
  }
}
resource "terraform_data" "plain" {}
output "o" {
  value = 1
  precondition {
    condition     = terraform_data.a.id != "q"
    error_message = "out"
  }
}
output "o2" {
  value = 1
  precondition {
    condition     = var.v == "abc"
    error_message = "out"
  }
}
output "plain" { value = 2 }
check "good" {
  assert {
    condition     = var.v != ""
    error_message = "x"
  }
}
check "bad" {
  assert {
    condition     = var.v == "zzz"
    error_message = "v is ${var.v}"
  }
  assert {
    condition     = var.v == "yyy"
    error_message = "a v is ${var.v}"
  }
  assert {
    condition     = terraform_data.a.id == "q"
    error_message = "unknown"
  }
}
check "unknown" {
  assert {
    condition     = terraform_data.a.id == "q"
    error_message = "unknown"
  }
  assert {
    condition     = var.v != ""
    error_message = "unknown"
  }
}
module "m" {
  source = "./mod"
  count  = 2
  i      = count.index
}
module "z" {
  source = "./mod"
  count  = 0
  i      = 2
}
