# Preconditions, postconditions, validations and checks, on known and on unknown values.

variable "size" {
  type    = number
  default = 3
  validation {
    condition     = var.size > 0
    error_message = "size must be positive, not ${var.size}"
  }
  validation {
    condition     = var.size < local.limit
    error_message = "too big"
  }
}

locals {
  limit = 10
}

resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
  lifecycle {
    precondition {
      condition     = var.size == 3
      error_message = "size"
    }
    postcondition {
      condition     = self.id != ""
      error_message = "no id"
    }
    postcondition {
      condition     = self.cidr_block == "10.0.0.0/16"
      error_message = "wrong cidr"
    }
  }
}

resource "aws_subnet" "s" {
  for_each   = toset(["a", "b"])
  vpc_id     = aws_vpc.v.id
  cidr_block = each.key == "a" ? "10.0.1.0/24" : "10.0.2.0/24"
  lifecycle {
    precondition {
      condition     = startswith(aws_vpc.v.id, "vpc-")
      error_message = "not a vpc: ${each.key}"
    }
  }
}

module "m" {
  source = "./m"
  count  = 2
  name   = "m${count.index}"
  id     = aws_vpc.v.id
}

check "known" {
  assert {
    condition     = var.size > 1
    error_message = "small"
  }
}

check "fails" {
  assert {
    condition     = var.size > 100
    error_message = "only ${var.size}"
  }
  assert {
    condition     = length(aws_subnet.s) == 2
    error_message = "subnets"
  }
}

check "unknown" {
  assert {
    condition     = aws_vpc.v.id == "vpc-1"
    error_message = "id"
  }
}

output "checked" {
  value = aws_vpc.v.id
  precondition {
    condition     = aws_vpc.v.arn != "x"
    error_message = "arn"
  }
  precondition {
    condition     = var.size == 3
    error_message = "size"
  }
}
