# C1-C4: a push to GitHub is tested, becomes an image and rolls out, for each tier by itself.

# Made as pending; somebody of the organisation on GitHub confirms it in the console once.
resource "aws_codestarconnections_connection" "github" {
  name          = "${var.name}-github"
  provider_type = "GitHub"
}

module "artifacts" {
  source = "./modules/bucket"

  name       = "${var.name}-${var.environment}-artifacts-${data.aws_caller_identity.current.account_id}"
  key_arn    = aws_kms_key.operations.arn
  keep_days  = 30
  disposable = var.disposable
}

module "pipeline" {
  source   = "./modules/pipeline"
  for_each = local.tiers

  name             = "${var.name}-${each.key}"
  repository       = var.github.repositories[each.key]
  branch           = var.github.branch
  checks           = var.github.checks
  connection_arn   = aws_codestarconnections_connection.github.arn
  build_minutes    = var.alarm_limits.build_minutes * 2
  image_repository = { arn = module.image_repository[each.key].arn, url = module.image_repository[each.key].url }
  artifacts        = { bucket = module.artifacts.id, arn = module.artifacts.arn, key_arn = aws_kms_key.operations.arn }
  topic_arn        = aws_sns_topic.main["delivery"].arn

  service = {
    name         = module.service[each.key].name
    arn          = module.service[each.key].arn
    cluster_name = aws_ecs_cluster.main.name
    role_arns    = module.service[each.key].role_arns
  }

  buildspecs = {
    build = file("${path.module}/assets/buildspec/build.yml")
    check = file("${path.module}/assets/buildspec/check.yml")
  }
}
