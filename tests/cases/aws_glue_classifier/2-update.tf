resource "aws_glue_classifier" "subject" {
  name = "lines"

  csv_classifier {
    contains_header = "ABSENT"
    delimiter       = "|"
    header          = ["id", "name", "day"]
    quote_symbol    = "\""
  }
}

output "import_id" {
  value = aws_glue_classifier.subject.id
}
