locals {
  tiers = {
    web = { port = 80, min = 1, max = 3, volumes = [{ size = 30 }, { size = 50, type = "io1", iops = 500 }] }
    was = { port = 8080, min = 2, max = 2, volumes = [] }
  }
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "main" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 8, count.index)
  availability_zone = "ap-northeast-2${element(["a", "c"], count.index)}"
}

module "tier" {
  source   = "./tier"
  for_each = local.tiers

  name       = each.key
  settings   = each.value
  subnet_ids = aws_subnet.main[*].id
  vpc_id     = aws_vpc.main.id
}

output "ports" {
  value = { for name, tier in module.tier : name => tier.port }
}
