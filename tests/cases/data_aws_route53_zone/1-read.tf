data "aws_route53_zone" "by_name" {
  name = aws_route53_zone.main.name
}

data "aws_route53_zone" "by_id" {
  zone_id = aws_route53_zone.main.zone_id
}

output "by_name" {
  value = data.aws_route53_zone.by_name
}

output "same" {
  value = data.aws_route53_zone.by_name.zone_id == data.aws_route53_zone.by_id.zone_id
}
