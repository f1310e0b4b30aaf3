resource "aws_eks_cluster" "subject" {
  name                      = "control-anew"
  role_arn                  = aws_iam_role.cluster.arn
  version                   = "1.32"
  enabled_cluster_log_types = ["audit", "scheduler"]

  access_config {
    authentication_mode                         = "API_AND_CONFIG_MAP"
    bootstrap_cluster_creator_admin_permissions = true
  }

  kubernetes_network_config {
    service_ipv4_cidr = "10.100.0.0/16"
  }

  upgrade_policy {
    support_type = "STANDARD"
  }

  vpc_config {
    endpoint_private_access = true
    public_access_cidrs     = ["198.51.100.0/24"]
    security_group_ids      = [aws_security_group.main.id]
    subnet_ids              = [aws_subnet.main["a"].id, aws_subnet.main["c"].id]
  }

  zonal_shift_config {
    enabled = true
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = "arn:aws:kms:ap-northeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    }
  }

  tags = {
    Name = "second"
  }
}

output "import_id" {
  value = aws_eks_cluster.subject.name
}
