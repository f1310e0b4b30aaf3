resource "aws_ssm_document" "subject" {
  name          = "greeting"
  document_type = "Command"

  content = jsonencode({
    schemaVersion = "2.2"
    description   = "Says hello"
    parameters = {
      whom = {
        type    = "String"
        default = "world"
      }
    }
    mainSteps = [{
      action = "aws:runShellScript"
      name   = "hello"
      inputs = { runCommand = ["echo hello {{ whom }}"] }
    }]
  })

  tags = {
    Name = "greeting"
  }
}

output "import_id" {
  value = aws_ssm_document.subject.name
}
