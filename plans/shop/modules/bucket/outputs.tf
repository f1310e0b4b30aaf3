# What is put into it is encrypted and versioned from the first object on.
output "id" {
  description = "Its name."
  value       = aws_s3_bucket.main.id

  depends_on = [aws_s3_bucket_server_side_encryption_configuration.main, aws_s3_bucket_versioning.main]
}

output "arn" {
  description = "Its ARN."
  value       = aws_s3_bucket.main.arn
}
