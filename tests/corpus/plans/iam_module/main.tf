# The shape of a typical role module: policies attached by key, inline policies, documents built from inputs.

module "role" {
  source   = "./role"
  for_each = local.roles
  name     = each.key
  trusted  = each.value.trusted
  managed  = each.value.managed
  inline   = each.value.inline
}

locals {
  roles = {
    app = {
      trusted = ["ec2.amazonaws.com"]
      managed = { s3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" }
      inline  = { logs = [{ actions = ["logs:*"], resources = ["*"] }] }
    }
    deploy = {
      trusted = ["codebuild.amazonaws.com", "ec2.amazonaws.com"]
      managed = {}
      inline  = { pass = [{ actions = ["iam:PassRole"], resources = [module.other.arn] }] }
    }
  }
}

module "other" {
  source  = "./role"
  name    = "other"
  trusted = ["lambda.amazonaws.com"]
}

output "roles" {
  value = { for k, r in module.role : k => r.name }
}

output "arns" {
  value = { for k, r in module.role : k => r.arn }
}
