data "aws_s3_object" "main" {
  bucket = aws_s3_object.main.bucket
  key    = aws_s3_object.main.key
}

output "object" {
  value = { for name, value in data.aws_s3_object.main : name => value if name != "last_modified" }
}
