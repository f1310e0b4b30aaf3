resource "aws_quicksight_data_source" "subject" {
  data_source_id = "chart-source"
  name           = "The shop"
  type           = "MYSQL"

  parameters {
    mysql {
      host     = "replica.example.com"
      port     = 3307
      database = "shop"
    }
  }

  credentials {
    credential_pair {
      username = "reader"
      password = "hush-hush-charts-2"
    }
  }

  ssl_properties {
    disable_ssl = true
  }

  permission {
    principal = aws_quicksight_group.owners.arn
    actions   = ["quicksight:DescribeDataSource", "quicksight:UpdateDataSource"]
  }

  tags = {
    Stage = "test"
  }
}

output "import_id" {
  value = aws_quicksight_data_source.subject.id
}
