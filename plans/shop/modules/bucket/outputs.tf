output "id" {
  description = "Its name."
  value       = aws_s3_bucket.main.id
}

output "arn" {
  description = "Its ARN."
  value       = aws_s3_bucket.main.arn
}
