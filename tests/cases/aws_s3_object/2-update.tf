resource "aws_s3_object" "subject" {
  bucket = aws_s3_bucket.main["one"].id
  key                 = "greetings/hello.txt"
  content             = "hello, world"
  content_type        = "text/plain"
  content_language    = "en"
  content_disposition = "inline"
  cache_control       = "max-age=60"
  storage_class       = "STANDARD_IA"

  tags = {
    Name = "hello"
  }
}

output "import_id" {
  value = "${aws_s3_object.subject.bucket}/${aws_s3_object.subject.key}"
}
