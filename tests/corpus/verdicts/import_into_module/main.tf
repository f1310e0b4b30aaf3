module "m" { source = "./m" }
import {
  to = module.m.aws_vpc.a
  id = "vpc-1"
}
