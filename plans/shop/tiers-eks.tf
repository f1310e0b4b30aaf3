# X1: EKS instead of ECS. The cluster, its nodes and everything that AWS has to know of it; what Kubernetes keeps itself (Deployments,
# Services) comes with the programs.

module "kubernetes" {
  source = "./modules/kubernetes"
  count  = var.orchestrator == "eks" ? 1 : 0

  name       = var.name
  release    = var.kubernetes.version
  subnet_ids = concat(local.subnet_ids.web, local.subnet_ids.was)
  key_arn    = aws_kms_key.data.arn

  tiers = { for tier, wanted in local.tiers : tier => {
    instance_type     = wanted.instance_type
    instances         = wanted.instances
    subnet_ids        = local.subnet_ids[tier]
    security_group_id = aws_security_group.main[tier].id
    target_group_arn  = module.balancer[tier].target_group_arn
  } }
}

locals {
  kubernetes_tiers = merge(module.kubernetes[*].tiers...)
}

# The control plane is reached by the bastion, as the database is.
resource "aws_vpc_security_group_ingress_rule" "kubernetes" {
  count = length(module.kubernetes)

  security_group_id            = module.kubernetes[0].security_group_id
  description                  = "HTTPS from the bastion"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.main["bastion"].id
}
