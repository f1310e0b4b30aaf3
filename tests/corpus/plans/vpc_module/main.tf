# The shape of a typical network module: subnets by tier and zone, NAT gateways that may be one or many.

module "shared" {
  source = "./vpc"
  name   = "shared"
  cidr   = "10.0.0.0/16"
  zones  = ["ap-northeast-2a", "ap-northeast-2c"]
  single = true
}

module "large" {
  source = "./vpc"
  name   = "large"
  cidr   = "10.1.0.0/16"
  zones  = ["ap-northeast-2a", "ap-northeast-2b", "ap-northeast-2c"]
}

output "shared" { value = module.shared }
output "large" { value = module.large.private }
