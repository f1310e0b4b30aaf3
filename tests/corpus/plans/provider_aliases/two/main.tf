terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.main, aws.global]
    }
  }
}

resource "aws_s3_bucket" "main" {
  provider = aws.main
  bucket   = "corpus-main"
}

resource "aws_s3_bucket" "global" {
  provider = aws.global
  bucket   = "corpus-global"
}

module "deeper" {
  source    = "../one"
  providers = { aws = aws.global }
  tags      = {}
}

output "tags" {
  value = { main = aws_s3_bucket.main.tags_all, global = aws_s3_bucket.global.tags_all, deeper = module.deeper.tags }
}
