terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

# The endpoint of the local environment comes from provision.hcl; under Terraform, from AWS_ENDPOINT_URL.
provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Project     = var.name
      Environment = var.environment
    }
  }

  # Ownership tags of provision; Terraform would otherwise plan to remove them.
  ignore_tags {
    key_prefixes = ["provision:"]
  }
}

# CloudFront serves from everywhere, and takes certificates from this region only.
provider "aws" {
  alias  = "edge"
  region = "us-east-1"

  default_tags {
    tags = {
      Project     = var.name
      Environment = var.environment
    }
  }

  ignore_tags {
    key_prefixes = ["provision:"]
  }
}

data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}
