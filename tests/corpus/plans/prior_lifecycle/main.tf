# `replace_triggered_by`, `ignore_changes`, `create_before_destroy` chains on what exists.

resource "terraform_data" "base" {
  input            = "two"
  triggers_replace = 2
  lifecycle {
    create_before_destroy = true
  }
}

resource "terraform_data" "updated" {
  input = "two"
}

resource "terraform_data" "by_resource" {
  input = "same"
  lifecycle {
    replace_triggered_by = [terraform_data.base]
  }
}

resource "terraform_data" "by_attribute" {
  input = "same"
  lifecycle {
    replace_triggered_by = [terraform_data.updated.input]
  }
}

resource "terraform_data" "by_output" {
  input = "same"
  lifecycle {
    replace_triggered_by = [terraform_data.updated.output]
  }
}

resource "terraform_data" "by_unchanged" {
  input = "same"
  lifecycle {
    replace_triggered_by = [terraform_data.updated.id, terraform_data.still]
  }
}

resource "terraform_data" "by_instance" {
  count = 2
  input = "same"
  lifecycle {
    replace_triggered_by = [terraform_data.each[count.index].output]
  }
}

resource "terraform_data" "each" {
  count = 2
  input = count.index == 0 ? "changed" : "same"
}

resource "terraform_data" "still" {
  input = "still"
}

resource "terraform_data" "ignoring" {
  input            = "ignored"
  triggers_replace = "seen"
  lifecycle {
    ignore_changes = [input]
  }
}

resource "terraform_data" "ignoring_all" {
  input            = "ignored"
  triggers_replace = "ignored"
  lifecycle {
    ignore_changes = all
  }
}

resource "terraform_data" "ignoring_part" {
  input = { kept = "new", other = "new" }
  lifecycle {
    ignore_changes = [input.kept]
  }
}

module "chain" {
  source = "./chain"
  base   = terraform_data.base.id
}

output "ignoring" { value = terraform_data.ignoring.input }
output "chain" { value = module.chain.id }
