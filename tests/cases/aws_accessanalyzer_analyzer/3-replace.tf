resource "aws_accessanalyzer_analyzer" "subject" {
  analyzer_name = "unused"
  type          = "ACCOUNT_UNUSED_ACCESS"

  configuration {
    unused_access {
      unused_access_age = 120

      analysis_rule {
        exclusion {
          resource_tags = [{ Stage = "test" }, { Owner = "nobody" }]
        }
      }
    }
  }
}

output "import_id" {
  value = aws_accessanalyzer_analyzer.subject.id
}
