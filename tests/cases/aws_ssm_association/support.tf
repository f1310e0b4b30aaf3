resource "aws_ssm_document" "hello" {
  name          = "hello"
  document_type = "Command"

  content = jsonencode({
    schemaVersion = "2.2"
    description   = "Says hello"
    mainSteps     = [{ action = "aws:runShellScript", name = "hello", inputs = { runCommand = ["echo hello"] } }]
  })
}

resource "aws_ssm_document" "bye" {
  name          = "bye"
  document_type = "Command"

  content = jsonencode({
    schemaVersion = "2.2"
    description   = "Says bye"
    mainSteps     = [{ action = "aws:runShellScript", name = "bye", inputs = { runCommand = ["echo bye"] } }]
  })
}
