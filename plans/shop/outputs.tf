output "site" {
  description = "The site."
  value       = "${var.encrypted ? "https" : "http"}://${var.domain}/"
}

output "web_address" {
  description = "The public load balancer, before the domain is delegated."
  value       = "http://${module.balancer["web"].dns_name}/"
}

output "edge_address" {
  description = "CloudFront's own name for the site, where it stands before the load balancer."
  value       = one(aws_cloudfront_distribution.site[*].domain_name)
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
  description = "What runs, by tier, where ECS runs it."
  value       = { for tier, service in module.service : tier => service.task_definition }
}

output "bastion_session" {
  description = "Opens a shell on the bastion."
  value       = "aws ssm start-session --region ${data.aws_region.current.name} --target ${aws_instance.bastion.id}"
}

output "database" {
  description = "The database, by the shop's own name for it; user and password are in the secret."
  value       = { address = "${local.db_host}:${var.db_port}", secret = aws_secretsmanager_secret.db.name }
}

output "database_tunnel" {
  description = "Opens a tunnel to the database: it then listens on port 13306 of this machine."
  value = join(" ", [
    "aws ssm start-session --region ${data.aws_region.current.name} --target ${aws_instance.bastion.id}",
    "--document-name AWS-StartPortForwardingSessionToRemoteHost",
    "--parameters '{\"host\":[\"${local.db_host}\"],\"portNumber\":[\"${var.db_port}\"],\"localPortNumber\":[\"13306\"]}'",
  ])
}

output "lake" {
  description = "Buckets of the lake."
  value       = { for name, bucket in module.lake : name => bucket.id }
}

output "click_stream" {
  description = "Firehose stream that takes clicks."
  value       = one(aws_kinesis_firehose_delivery_stream.clicks[*].name)
}

output "questions" {
  description = "Athena workgroup, and what is saved in it."
  value       = { workgroup = one(aws_athena_workgroup.main[*].name), saved = sort(keys(aws_athena_named_query.insight)) }
}

output "firewall" {
  description = "The site's web ACL, and the set of addresses that it blocks."
  value       = { web_acl = aws_wafv2_web_acl.site.arn, blocked = aws_wafv2_ip_set.blocked.arn, log = aws_cloudwatch_log_group.firewall.name }
}

output "certificate" {
  description = "The site's certificate."
  value       = one(aws_acm_certificate_validation.site[*].certificate_arn)
}

output "audit" {
  description = "Where the account's use is recorded, and the Athena workgroup with the questions about it."
  value = {
    trail     = aws_cloudtrail.main.arn
    bucket    = module.audit.id
    workgroup = aws_athena_workgroup.audit.name
    saved     = sort(keys(local.audit_questions))
  }
}

output "dashboards" {
  description = "Where each area is looked at."
  value       = { for name, area in module.area : name => area.dashboard }
}

output "topics" {
  description = "What is told to the person on duty."
  value       = { for name, topic in aws_sns_topic.main : name => topic.arn }
}

output "pipelines" {
  description = "Pipelines, by tier."
  value       = { for tier, pipeline in module.pipeline : tier => pipeline.name }
}

output "github_connection" {
  description = "The connection to GitHub; confirm it in the console once, under Developer Tools, Connections."
  value       = one(aws_codestarconnections_connection.github[*].arn)
}

output "cluster" {
  description = "The EKS cluster, and the role of those who operate it; empty where there is none."
  value       = { for cluster in module.kubernetes : cluster.name => cluster.operator_role_arn }
}
