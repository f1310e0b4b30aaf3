# An EKS cluster: the control plane, a group of nodes for each tier, what AWS puts into the cluster, and who may do what in it.

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  managed = "arn:${data.aws_partition.current.partition}:iam::aws:policy"
}

data "aws_iam_policy_document" "assume" {
  for_each = {
    cluster = "eks.${data.aws_partition.current.dns_suffix}"
    node    = "ec2.${data.aws_partition.current.dns_suffix}"
  }

  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = [each.value]
    }
  }
}

# -- control plane ---------------------------------------------------------------------------------------------------

resource "aws_iam_role" "cluster" {
  name               = "${var.name}-cluster"
  description        = "Control plane of ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.assume["cluster"].json
}

resource "aws_iam_role_policy_attachment" "cluster" {
  role       = aws_iam_role.cluster.name
  policy_arn = "${local.managed}/AmazonEKSClusterPolicy"
}

# EKS, and the agent that collects logs, would make these themselves, and keep everything for ever.
resource "aws_cloudwatch_log_group" "main" {
  # checkov:skip=CKV_AWS_338:For finding faults; what is kept for auditors is in the trail, as long as `audit_days` says

  for_each = {
    control     = "/aws/eks/${var.name}/cluster"
    application = "/aws/containerinsights/${var.name}/application"
  }

  name              = each.value
  retention_in_days = var.log_days
  kms_key_id        = var.key_arn
}

# Whoever made the cluster has no rights in it but those that stand below.
resource "aws_eks_cluster" "main" {
  # checkov:skip=CKV_AWS_339:What `kubernetes` in variables.tf says, which checkov does not follow

  name                          = var.name
  version                       = var.release
  role_arn                      = aws_iam_role.cluster.arn
  enabled_cluster_log_types     = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
  bootstrap_self_managed_addons = false

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = var.key_arn
    }
  }

  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = false
  }

  vpc_config {
    subnet_ids              = var.subnet_ids
    endpoint_private_access = true
    endpoint_public_access  = length(var.public_access) > 0
    public_access_cidrs     = length(var.public_access) > 0 ? var.public_access : null
  }

  depends_on = [aws_iam_role_policy_attachment.cluster, aws_cloudwatch_log_group.main]
}

# By this, service accounts of the cluster can be given roles.
resource "aws_iam_openid_connect_provider" "main" {
  url            = aws_eks_cluster.main.identity[0].oidc[0].issuer
  client_id_list = ["sts.${data.aws_partition.current.dns_suffix}"]
}

# -- nodes -----------------------------------------------------------------------------------------------------------

resource "aws_iam_role" "node" {
  for_each = var.tiers

  name               = "${var.name}-${each.key}-node"
  description        = "Nodes of ${var.name}-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.assume["node"].json
}

locals {
  # What each node may do: join, give pods addresses, pull images, be reached by Session Manager, send metrics and logs.
  node_policies = {
    join    = "AmazonEKSWorkerNodePolicy"
    network = "AmazonEKS_CNI_Policy"
    images  = "AmazonEC2ContainerRegistryReadOnly"
    session = "AmazonSSMManagedInstanceCore"
    watch   = "CloudWatchAgentServerPolicy"
  }

  node_rights = merge([for tier in keys(var.tiers) : {
    for right, policy in local.node_policies : "${tier}-${right}" => { tier = tier, policy = policy }
  }]...)
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = local.node_rights

  role       = aws_iam_role.node[each.value.tier].name
  policy_arn = "${local.managed}/${each.value.policy}"
}

# EKS adds its own image and how to join; the rest stands here. The cluster's own group lets nodes and control plane talk.
resource "aws_launch_template" "node" {
  for_each = var.tiers

  name                   = "${var.name}-${each.key}-node"
  description            = "Nodes of ${var.name}-${each.key}"
  update_default_version = true
  instance_type          = each.value.instance_type
  vpc_security_group_ids = [aws_eks_cluster.main.vpc_config[0].cluster_security_group_id, each.value.security_group_id]

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size           = var.volume_gib
      volume_type           = "gp3"
      encrypted             = true
      delete_on_termination = true
    }
  }

  # Pods have roles of their own, and no business with the node's.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  monitoring {
    enabled = true
  }

  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "${var.name}-${each.key}" }
  }

  tag_specifications {
    resource_type = "volume"
    tags          = { Name = "${var.name}-${each.key}" }
  }
}

resource "aws_eks_node_group" "main" {
  for_each = var.tiers

  cluster_name    = aws_eks_cluster.main.name
  node_group_name = each.key
  node_role_arn   = aws_iam_role.node[each.key].arn
  subnet_ids      = each.value.subnet_ids
  labels          = { tier = each.key }

  launch_template {
    id      = aws_launch_template.node[each.key].id
    version = aws_launch_template.node[each.key].latest_version
  }

  scaling_config {
    min_size     = each.value.instances.min
    max_size     = each.value.instances.max
    desired_size = each.value.instances.min
  }

  update_config {
    max_unavailable_percentage = 50
  }

  # How many there are is the scaling's business.
  lifecycle {
    ignore_changes = [scaling_config[0].desired_size]
  }

  depends_on = [aws_iam_role_policy_attachment.node, aws_eks_addon.before]
}

# Traffic comes to the nodes by the load balancers that are there, on the port of a Service.
resource "aws_autoscaling_attachment" "main" {
  # checkov:skip=CKV2_AWS_15:The group is that of the node group, whose nodes EKS itself watches and replaces

  for_each = var.tiers

  autoscaling_group_name = aws_eks_node_group.main[each.key].resources[0].autoscaling_groups[0].name
  lb_target_group_arn    = each.value.target_group_arn
}

# -- add-ons ---------------------------------------------------------------------------------------------------------

# Without the first two a node is never ready; the others want nodes to run on.
resource "aws_eks_addon" "before" {
  for_each = toset(["vpc-cni", "kube-proxy", "eks-pod-identity-agent"])

  cluster_name                = aws_eks_cluster.main.name
  addon_name                  = each.key
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "PRESERVE"
}

resource "aws_eks_addon" "after" {
  for_each = toset(["coredns", "metrics-server", "amazon-cloudwatch-observability"])

  cluster_name                = aws_eks_cluster.main.name
  addon_name                  = each.key
  resolve_conflicts_on_create = "OVERWRITE"
  resolve_conflicts_on_update = "PRESERVE"

  depends_on = [aws_eks_node_group.main]
}

# -- who may do what -------------------------------------------------------------------------------------------------

data "aws_iam_policy_document" "operator" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}

# A cluster knows no groups of IAM: who may take this role is said there, and what it may do here.
resource "aws_iam_role" "operator" {
  name               = "${var.name}-kubernetes-operator"
  description        = "Operates the cluster ${var.name}"
  assume_role_policy = data.aws_iam_policy_document.operator.json
}

resource "aws_eks_access_entry" "operator" {
  cluster_name  = aws_eks_cluster.main.name
  principal_arn = aws_iam_role.operator.arn
}

resource "aws_eks_access_policy_association" "operator" {
  cluster_name  = aws_eks_cluster.main.name
  principal_arn = aws_eks_access_entry.operator.principal_arn
  policy_arn    = "arn:${data.aws_partition.current.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}

data "aws_iam_policy_document" "program" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.${data.aws_partition.current.dns_suffix}"]
    }
  }
}

# What the program of a tier may do; it runs as the service account that is named like the tier.
resource "aws_iam_role" "program" {
  for_each = var.tiers

  name               = "${var.name}-${each.key}-program"
  description        = "The program in the pods of ${var.name}-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.program.json
}

resource "aws_eks_pod_identity_association" "program" {
  for_each = var.tiers

  cluster_name    = aws_eks_cluster.main.name
  namespace       = var.name
  service_account = each.key
  role_arn        = aws_iam_role.program[each.key].arn
}
