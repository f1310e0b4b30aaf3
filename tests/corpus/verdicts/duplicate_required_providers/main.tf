terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
