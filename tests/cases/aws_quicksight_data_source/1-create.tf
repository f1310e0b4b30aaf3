resource "aws_quicksight_data_source" "subject" {
  data_source_id = "chart-source"
  name           = "Shop"
  type           = "MYSQL"

  parameters {
    mysql {
      host     = "db.example.com"
      port     = 3306
      database = "shop"
    }
  }

  credentials {
    credential_pair {
      username = "reader"
      password = "hush-hush-charts"
    }
  }

  permission {
    principal = aws_quicksight_group.owners.arn
    actions   = ["quicksight:DescribeDataSource", "quicksight:PassDataSource"]
  }

  tags = {
    Name = "chart-source"
  }
}

output "import_id" {
  value = aws_quicksight_data_source.subject.id
}
