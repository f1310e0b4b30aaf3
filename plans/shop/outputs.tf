output "site" {
  description = "The site."
  value       = "http://${var.domain}/"
}

output "web_address" {
  description = "The public load balancer, before the domain is delegated."
  value       = "http://${module.balancer["web"].dns_name}/"
}

output "name_servers" {
  description = "Name servers to delegate the domain to."
  value       = aws_route53_zone.public.name_servers
}

output "nat_addresses" {
  description = "Addresses from which everything private reaches the internet."
  value       = [for letter in local.letters : aws_eip.nat[letter].public_ip]
}

output "repositories" {
  description = "Where images are pushed to, by tier."
  value       = { for tier, repository in module.image_repository : tier => repository.url }
}

output "services" {
  description = "What runs, by tier."
  value       = { for tier, service in module.service : tier => service.task_definition }
}

output "bastion_session" {
  description = "Opens a shell on the bastion."
  value       = "aws ssm start-session --region ${data.aws_region.current.name} --target ${aws_instance.bastion.id}"
}
