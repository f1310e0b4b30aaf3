resource "aws_quicksight_data_source" "subject" {
  data_source_id = "chart-source-2"
  name           = "Lake"
  type           = "ATHENA"

  parameters {
    athena {
      work_group = "primary"
    }
  }
}

output "import_id" {
  value = aws_quicksight_data_source.subject.id
}
