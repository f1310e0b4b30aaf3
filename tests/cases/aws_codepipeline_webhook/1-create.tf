resource "aws_codepipeline_webhook" "subject" {
  name            = "delivery-webhook"
  authentication  = "IP"
  target_action   = "Source"
  target_pipeline = aws_codepipeline.main.name

  authentication_configuration {
    allowed_ip_range = "10.0.0.0/24"
  }

  filter {
    json_path    = "$.ref"
    match_equals = "refs/heads/{Branch}"
  }

  tags = {
    Name = "first"
  }
}

output "import_id" {
  value = aws_codepipeline_webhook.subject.id
}
