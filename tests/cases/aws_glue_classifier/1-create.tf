resource "aws_glue_classifier" "subject" {
  name = "lines"

  csv_classifier {
    contains_header = "PRESENT"
    delimiter       = ","
    header          = ["id", "name"]
    quote_symbol    = "\""
  }
}

output "import_id" {
  value = aws_glue_classifier.subject.id
}
