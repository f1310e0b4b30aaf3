resource "aws_s3_object" "subject" {
  bucket = aws_s3_bucket.main["one"].id
  key          = "greetings/hello.txt"
  content      = "hello"
  content_type = "text/plain"

  metadata = {
    from = "us"
  }
}

output "import_id" {
  value = "${aws_s3_object.subject.bucket}/${aws_s3_object.subject.key}"
}
