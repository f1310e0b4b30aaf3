output "vpc_id" {
  description = "The VPC."
  value       = aws_vpc.main.id
}

output "public_subnet_ids" {
  description = "Public subnets by zone letter."
  value       = { for letter, subnet in aws_subnet.public : letter => subnet.id }
}

output "private_subnet_ids" {
  description = "Private subnets of each tier, in zone order."
  value = {
    for tier in keys(local.tiers) : tier => [for letter in local.letters : aws_subnet.private["${tier}-${letter}"].id]
  }
}

output "nat_addresses" {
  description = "Addresses from which private instances reach the internet."
  value       = [for letter in local.letters : aws_eip.nat[letter].public_ip]
}

output "security_group_ids" {
  description = "Security groups by name."
  value       = local.groups
}

output "name_servers" {
  description = "Name servers to delegate the domain to."
  value       = aws_route53_zone.main.name_servers
}

output "certificate_arn" {
  description = "The certificate, once it is issued."
  value       = aws_acm_certificate_validation.main.certificate_arn
}

output "bucket" {
  description = "Bucket of build artifacts."
  value       = aws_s3_bucket.artifacts.bucket
}

output "instance_role_arn" {
  description = "Role of the instances."
  value       = aws_iam_role.instance.arn
}
