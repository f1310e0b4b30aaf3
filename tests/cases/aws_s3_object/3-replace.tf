resource "aws_s3_object" "subject" {
  bucket = aws_s3_bucket.main["two"].id
  key            = "greetings/hello.txt"
  content_base64 = base64encode("hello")
}

output "import_id" {
  value = "${aws_s3_object.subject.bucket}/${aws_s3_object.subject.key}"
}
