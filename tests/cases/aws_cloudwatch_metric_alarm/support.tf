resource "aws_sns_topic" "main" {
  name = "metric-alarm"
}
