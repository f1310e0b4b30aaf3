module "m" { source = "./m" }
moved {
  from = aws_vpc.old
  to   = module.m
}
