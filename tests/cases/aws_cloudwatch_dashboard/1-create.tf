resource "aws_cloudwatch_dashboard" "subject" {
  dashboard_name = "dashboard-1"
  dashboard_body = jsonencode({
    widgets = [{
      type       = "text"
      x          = 0
      y          = 0
      width      = 6
      height     = 3
      properties = { markdown = "서버 <부하>" }
    }]
  })
}

output "import_id" {
  value = aws_cloudwatch_dashboard.subject.id
}
