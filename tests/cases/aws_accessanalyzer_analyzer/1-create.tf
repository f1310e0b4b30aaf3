resource "aws_accessanalyzer_analyzer" "subject" {
  analyzer_name = "outside"

  tags = {
    Name = "outside"
  }
}

output "import_id" {
  value = aws_accessanalyzer_analyzer.subject.id
}
