resource "aws_accessanalyzer_analyzer" "subject" {
  analyzer_name = "outside"

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_accessanalyzer_analyzer.subject.id
}
