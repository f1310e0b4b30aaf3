resource "aws_glue_classifier" "subject" {
  name = "lines"

  grok_classifier {
    classification = "log"
    grok_pattern   = "%%{WORD:first}"
  }
}

output "import_id" {
  value = aws_glue_classifier.subject.id
}
