terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
      vresion = "~> 5.0"
    }
  }
}
