# T5: a repository for the image of each tier.

module "image_repository" {
  source   = "./modules/image_repository"
  for_each = { for tier, wanted in local.tiers : tier => wanted if var.orchestrator != "none" }

  name       = "${var.name}/${each.key}"
  key_arn    = aws_kms_key.data.arn
  disposable = var.disposable
}

locals {
  image_repositories = {
    for tier in keys(local.tiers) : tier => one([for name, repository in module.image_repository : { arn = repository.arn, url = repository.url } if name == tier])
  }
}
