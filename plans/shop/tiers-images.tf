# T5: a repository for the image of each tier.

module "image_repository" {
  source   = "./modules/image_repository"
  for_each = local.tiers

  name       = "${var.name}/${each.key}"
  disposable = var.disposable
}
