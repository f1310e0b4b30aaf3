# Resources that are there or not, and how they are referred to.

variable "create" {
  type    = bool
  default = true
}

variable "bucket_name" {
  type    = string
  default = null
}

resource "aws_vpc" "maybe" {
  count      = var.create ? 1 : 0
  cidr_block = "10.0.0.0/16"
}

resource "aws_vpc" "never" {
  count      = var.create ? 0 : 1
  cidr_block = "10.1.0.0/16"
}

resource "aws_s3_bucket" "this" {
  bucket        = var.bucket_name
  bucket_prefix = var.bucket_name == null ? "corpus-" : null
}

module "inner" {
  source = "./inner"
  count  = var.bucket_name == null ? 1 : 0
  bucket = aws_s3_bucket.this
}

output "one" {
  value = one(aws_vpc.maybe[*].id)
}

output "none" {
  value = one(aws_vpc.never[*].id)
}

output "joined" {
  value = join("", aws_vpc.maybe[*].id)
}

output "tried" {
  value = try(aws_vpc.never[0].id, aws_vpc.maybe[0].id, "nothing")
}

output "choice" {
  value = var.create ? aws_vpc.maybe[0].cidr_block : aws_vpc.never[0].cidr_block
}

output "inner" {
  value = one(module.inner)
}

output "optional" {
  value = try(module.inner[0].name, null)
}

output "elements" {
  value = element(concat(aws_vpc.maybe[*].cidr_block, aws_vpc.never[*].cidr_block, [""]), 0)
}

output "splat_of_null" {
  value = var.bucket_name[*]
}
