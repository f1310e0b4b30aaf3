# Conditions that are decided because what they look at does not change.

resource "terraform_data" "t" {
  input = "same"
  lifecycle {
    precondition {
      condition     = length(terraform_data.u.id) == 36
      error_message = "id"
    }
    postcondition {
      condition     = self.output == "same"
      error_message = "output"
    }
  }
}

resource "terraform_data" "u" {
  input = "same"
}

check "id" {
  assert {
    condition     = terraform_data.t.id == "other"
    error_message = "the id is not other"
  }
}

check "changed" {
  assert {
    condition     = terraform_data.c.output == "x"
    error_message = "c"
  }
}

resource "terraform_data" "c" {
  input = "new"
}
