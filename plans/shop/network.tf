# N1-N4: one VPC over two zones, a public subnet and three private ones in each, and a way out for every zone of its own.

data "aws_availability_zones" "available" {
  state = "available"

  filter {
    name   = "zone-name"
    values = var.zones
  }
}

locals {
  # Zone name by its letter, so that addresses stay short: a = "ap-northeast-2a".
  zones = { for name in data.aws_availability_zones.available.names : substr(name, -1, 1) => name }

  letters = sort(keys(local.zones))

  # Private subnets by tier; the number spaces the tiers' address ranges apart.
  subnet_numbers = {
    web = 10
    was = 20
    db  = 30
  }

  private_subnets = merge([
    for tier, first in local.subnet_numbers : {
      for index, letter in local.letters : "${tier}-${letter}" => {
        tier   = tier
        letter = letter
        number = first + index
      }
    }
  ]...)

  # Ids of the private subnets of each tier, in zone order.
  subnet_ids = {
    for tier in keys(local.subnet_numbers) : tier => [
      for letter in local.letters : aws_subnet.private["${tier}-${letter}"].id
    ]
  }

  public_subnet_ids = [for letter in local.letters : aws_subnet.public[letter].id]
}

resource "aws_vpc" "main" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
  enable_dns_support   = true

  tags = {
    Name = var.name
  }

  lifecycle {
    precondition {
      condition     = length(local.zones) == length(var.zones)
      error_message = "Not every zone of ${join(", ", var.zones)} is available in ${data.aws_region.current.name}."
    }
  }
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id

  tags = {
    Name = var.name
  }
}

# Nothing gets a public address by itself; the public subnets hold load balancers and NAT gateways only.
resource "aws_subnet" "public" {
  for_each = local.zones

  vpc_id            = aws_vpc.main.id
  availability_zone = each.value
  cidr_block        = cidrsubnet(var.cidr, 8, index(local.letters, each.key))

  tags = {
    Name = "${var.name}-public-${each.key}"
    Tier = "public"
  }
}

resource "aws_subnet" "private" {
  for_each = local.private_subnets

  vpc_id            = aws_vpc.main.id
  availability_zone = local.zones[each.value.letter]
  cidr_block        = cidrsubnet(var.cidr, 8, each.value.number)

  tags = {
    Name = "${var.name}-${each.key}"
    Tier = each.value.tier
  }
}

# One NAT gateway a zone, so that losing a zone does not cut the other off.
resource "aws_eip" "nat" {
  for_each = local.zones

  domain = "vpc"

  tags = {
    Name = "${var.name}-nat-${each.key}"
  }

  depends_on = [aws_internet_gateway.main]
}

resource "aws_nat_gateway" "main" {
  for_each = local.zones

  allocation_id = aws_eip.nat[each.key].id
  subnet_id     = aws_subnet.public[each.key].id

  tags = {
    Name = "${var.name}-${each.key}"
  }

  depends_on = [aws_internet_gateway.main]
}

# The VPC's own table has no routes: a subnet that somebody forgets to associate reaches nothing.
resource "aws_default_route_table" "unused" {
  default_route_table_id = aws_vpc.main.default_route_table_id
  route                  = []

  tags = {
    Name = "${var.name}-default-unused"
  }
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.main.id
  }

  tags = {
    Name = "${var.name}-public"
  }
}

resource "aws_route_table" "private" {
  for_each = local.zones

  vpc_id = aws_vpc.main.id

  tags = {
    Name = "${var.name}-private-${each.key}"
  }
}

resource "aws_route" "private_internet" {
  for_each = local.zones

  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main[each.key].id
}

resource "aws_route_table_association" "public" {
  for_each = aws_subnet.public

  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "private" {
  for_each = local.private_subnets

  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.value.letter].id
}
