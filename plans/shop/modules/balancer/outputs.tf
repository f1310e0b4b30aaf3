output "arn" {
  description = "The load balancer."
  value       = aws_lb.main.arn
}

output "arn_suffix" {
  description = "The load balancer as metrics name it."
  value       = aws_lb.main.arn_suffix
}

output "dns_name" {
  description = "Name under which AWS publishes it."
  value       = aws_lb.main.dns_name
}

output "zone_id" {
  description = "Hosted zone of that name, for alias records."
  value       = aws_lb.main.zone_id
}

# Services may be made only once a listener leads to their target group, so these wait for it.
output "target_group_arn" {
  description = "The target group, once the listener leads to it."
  value       = local.live_group_arn
  depends_on  = [aws_lb_listener.http]
}

output "target_group_arn_suffix" {
  description = "The target group as metrics name it."
  value       = aws_lb_target_group.main.arn_suffix
}

output "http_listener_arn" {
  description = "The listener on port 80."
  value       = aws_lb_listener.http.arn
}

output "hidden_paths" {
  description = "Paths that are answered with 404."
  value       = var.hidden_paths
}

output "target_group_name" {
  description = "Name of the target group."
  value       = aws_lb_target_group.main.name
}

output "target_group_names" {
  description = "Names of all of them: one, or two where a second set of tasks is brought in beside the first."
  value       = concat([aws_lb_target_group.main.name], aws_lb_target_group.green[*].name)
}
