data "aws_glue_script" "main" {
  dag_edge {
    source = "from"
    target = "to"
  }

  dag_node {
    id        = "from"
    node_type = "DataSource"

    args {
      name  = "database"
      value = "\"sales\""
    }
  }

  dag_node {
    id        = "to"
    node_type = "DataSink"

    args {
      name  = "database"
      value = "\"sold\""
    }
  }
}

output "script" {
  value = data.aws_glue_script.main.python_script
}
